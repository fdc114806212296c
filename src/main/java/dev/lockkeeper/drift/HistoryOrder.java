package dev.lockkeeper.drift;

import dev.lockkeeper.drift.MigrationHistory.MigrationFile;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.effect.RunnerFile;
import dev.lockkeeper.effect.VersionOrder;
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
            "(?:.*/)?(?:(?:[^/]*[._])?down\\.sql|U\\d[^/]*\\.sql|(?:revert|verify)/.*)|(?:revert|verify)/.*");

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
        return files.stream()
                .flatMap(file -> Framework.detect(file.name(), file.text()).stream())
                .findFirst()
                .orElse(Framework.PLAIN);
    }

    List<MigrationFile> sorted(List<MigrationFile> files) {
        List<MigrationFile> forward = new ArrayList<>(files.stream()
                .filter(file -> !DOWN.matcher(file.name()).matches())
                .toList());
        forward.sort(order());
        return forward.stream()
                .filter(this::planned)
                .map(file -> new MigrationFile(
                        file.name(), RunnerFile.of(framework, file.text()).up()))
                .toList();
    }

    private Comparator<MigrationFile> order() {
        Comparator<MigrationFile> byNumber = Comparator.comparing(MigrationFile::name, VersionOrder.BY_NAME);
        return switch (framework) {
            case FLYWAY ->
                Comparator.comparing((MigrationFile file) ->
                                REPEATABLE.matcher(file.name()).matches())
                        .thenComparing(file -> version(file.name()), VersionOrder.BY_NAME)
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
}
