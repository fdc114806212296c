package dev.lockkeeper.drift;

import dev.lockkeeper.drift.MigrationHistory.MigrationFile;
import dev.lockkeeper.effect.Framework;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which files a runner runs forward, in which order, and which part of each. */
record HistoryOrder(Framework framework, List<String> plan) {
    private static final Pattern FLYWAY = Pattern.compile("(?:.*/)?V(\\d+(?:[._]\\d+)*)__.*\\.sql");
    private static final Pattern REPEATABLE = Pattern.compile("(?:.*/)?R__.*\\.sql");
    private static final Pattern DOWN = Pattern.compile(
            "(?:.*/)?(?:[^/]*[._]down\\.sql|U\\d[^/]*\\.sql|(?:revert|verify)/.*)|(?:revert|verify)/.*");
    private static final Pattern NUMBERS = Pattern.compile("\\d+|\\D+");

    HistoryOrder {
        plan = List.copyOf(plan);
    }

    /** The runner that was named, else the one that the files show. */
    static HistoryOrder of(Optional<Framework> named, List<MigrationFile> files, List<String> plan) {
        return new HistoryOrder(named.orElseGet(() -> shown(files, plan)), plan);
    }

    private static Framework shown(List<MigrationFile> files, List<String> plan) {
        if (!plan.isEmpty()) {
            return Framework.SQITCH;
        }
        if (files.stream().anyMatch(file -> FLYWAY.matcher(file.name()).matches())) {
            return Framework.FLYWAY;
        }
        if (files.stream().anyMatch(file -> file.name().endsWith("/migration.sql"))) {
            return Framework.PRISMA;
        }
        if (files.stream().anyMatch(file -> file.name().endsWith(".up.sql"))) {
            return Framework.GOLANG_MIGRATE;
        }
        if (files.stream().anyMatch(file -> marker(file.text(), "migrate:up") >= 0)) {
            return Framework.DBMATE;
        }
        return files.stream().anyMatch(file -> marker(file.text(), "\\+goose Up") >= 0)
                ? Framework.GOOSE
                : Framework.PLAIN;
    }

    List<MigrationFile> sorted(List<MigrationFile> files) {
        List<MigrationFile> forward = new ArrayList<>(files.stream()
                .filter(file -> !DOWN.matcher(file.name()).matches())
                .toList());
        forward.sort(order());
        return forward.stream()
                .filter(this::planned)
                .map(file -> new MigrationFile(file.name(), forward(file.text())))
                .toList();
    }

    private Comparator<MigrationFile> order() {
        Comparator<MigrationFile> byNumber = (one, other) -> compareNumbers(one.name(), other.name());
        return switch (framework) {
            case FLYWAY ->
                Comparator.comparing((MigrationFile file) ->
                                REPEATABLE.matcher(file.name()).matches())
                        .thenComparing((one, other) -> compareNumbers(version(one.name()), version(other.name())))
                        .thenComparing(byNumber);
            case SQITCH -> Comparator.comparingInt(file -> planLine(file.name()));
            case GOLANG_MIGRATE, DBMATE, GOOSE, PRISMA, RAILS, ALEMBIC, DJANGO -> byNumber;
            case PLAIN, LIQUIBASE -> Comparator.comparing(MigrationFile::name);
        };
    }

    private static String version(String name) {
        Matcher matcher = FLYWAY.matcher(name);
        return matcher.matches() ? matcher.group(1).replace('_', '.') : name;
    }

    private boolean planned(MigrationFile file) {
        return framework != Framework.SQITCH || planLine(file.name()) < Integer.MAX_VALUE;
    }

    private int planLine(String name) {
        String change = name.replaceFirst("^(.*/)?deploy/", "").replaceFirst("\\.sql$", "");
        for (int i = 0; i < plan.size(); i++) {
            String line = plan.get(i).strip();
            if (!line.startsWith("%") && !line.startsWith("#") && line.split("\\s", 2)[0].equals(change)) {
                return i;
            }
        }
        return Integer.MAX_VALUE;
    }

    /** Digits compare as numbers: V10 comes after V9, 002 after 1. */
    static int compareNumbers(String one, String other) {
        Matcher a = NUMBERS.matcher(one);
        Matcher b = NUMBERS.matcher(other);
        while (true) {
            boolean moreA = a.find();
            boolean moreB = b.find();
            if (!moreA || !moreB) {
                return Boolean.compare(moreA, moreB) != 0 ? Boolean.compare(moreA, moreB) : one.compareTo(other);
            }
            boolean numbers = Character.isDigit(a.group().charAt(0))
                    && Character.isDigit(b.group().charAt(0));
            int compared = numbers
                    ? new BigInteger(a.group()).compareTo(new BigInteger(b.group()))
                    : a.group().compareTo(b.group());
            if (compared != 0) {
                return compared;
            }
        }
    }

    /** Files with both directions: the backward part becomes empty lines, so that places stay right. */
    private String forward(String text) {
        return switch (framework) {
            case DBMATE -> part(text, "migrate:up", "migrate:down");
            case GOOSE -> part(text, "\\+goose Up", "\\+goose Down");
            default -> text;
        };
    }

    private static String part(String text, String up, String down) {
        int from = marker(text, up);
        int to = marker(text, down);
        if (from < 0) {
            return text;
        }
        int end = to < from ? text.length() : to;
        return text.substring(0, from).replaceAll("[^\\n]", "") + text.substring(from, end);
    }

    private static int marker(String text, String marker) {
        Matcher matcher = Pattern.compile("(?m)^--\\s*" + marker + "\\b").matcher(text);
        return matcher.find() ? matcher.start() : -1;
    }
}
