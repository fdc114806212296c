package dev.lockkeeper.plan.runner;

import dev.lockkeeper.effect.Framework;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Version and words of a migration's name, and the versions of the files that take its place. The same name gives the
 * same versions; the clock is asked only when neither the name nor the user has one.
 *
 * @param own the name that the migration has already, as the runner knows it, when it has one
 * @param words letters, digits and underscores
 */
record MigrationName(Optional<String> own, String version, String words) {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT);
    private static final Pattern FLYWAY = Pattern.compile("([VR])(\\d[\\d._]*)?__(.+)");
    private static final Pattern NUMBERED = Pattern.compile("(\\d+)[_-](.+)");
    private static final int LONGEST = 60;

    static MigrationName of(Framework framework, String name, RunnerNaming naming, Instant now) {
        String path = name.replace('\\', '/');
        String file =
                path.endsWith("/migration.sql") ? path.substring(0, path.length() - "/migration.sql".length()) : path;
        String stem = file.substring(file.lastIndexOf('/') + 1).replaceFirst("(\\.up)?\\.sql$", "");
        Matcher named = (framework == Framework.FLYWAY ? FLYWAY : NUMBERED).matcher(stem);
        boolean matches = named.matches();
        Optional<String> version =
                Optional.ofNullable(matches ? named.group(framework == Framework.FLYWAY ? 2 : 1) : null);
        String words = words(
                matches ? named.group(framework == Framework.FLYWAY ? 3 : 2) : stem.replaceFirst("^V?[\\d._]+__?", ""));
        return new MigrationName(
                naming.number().isEmpty() && matches ? Optional.of(stem) : Optional.empty(),
                naming.number().or(() -> version).orElseGet(() -> STAMP.format(now.atOffset(ZoneOffset.UTC))),
                words);
    }

    private static String words(String text) {
        String words = text.replaceAll("[^A-Za-z0-9]+", "_").replaceAll("^_+|_+$", "");
        String some = words.isEmpty() ? "migration" : words;
        return some.length() > LONGEST ? some.substring(0, LONGEST).replaceAll("_+$", "") : some;
    }

    /** The version of file {@code index} (from 1): times go up by a second, numbers by one, with their leading zeros. */
    String number(int index) {
        String digits = version.replaceAll("\\D", "");
        if (digits.length() == 14) {
            try {
                return STAMP.format(LocalDateTime.parse(digits, STAMP).plusSeconds(index - 1L));
            } catch (DateTimeParseException e) {
                return plus(digits, index);
            }
        }
        return plus(digits, index);
    }

    private static String plus(String digits, int index) {
        String sum = new BigInteger(digits).add(BigInteger.valueOf(index - 1L)).toString();
        return "0".repeat(Math.max(0, digits.length() - sum.length())) + sum;
    }

    /** {@code 42_1} or {@code 42.1}: behind 42 and before 43. */
    String part(int index, int count) {
        return count == 1 ? version : version + (version.contains(".") ? "." : "_") + index;
    }

    /** {@code words} where there is one file, else with the kind of its phase. */
    String words(Piece piece) {
        return piece.count() == 1 ? words : words + "_" + piece.kind();
    }

    /** The name of one file among several: unique by itself, for runners that want that. */
    String unique(Piece piece) {
        return piece.count() == 1 ? words : words(piece) + "_" + piece.index();
    }

    /** When the versions count from, for what needs a time: the version itself when it is one. */
    Instant time(Instant now) {
        String digits = version.replaceAll("\\D", "");
        try {
            return digits.length() == 14 ? LocalDateTime.parse(digits, STAMP).toInstant(ZoneOffset.UTC) : now;
        } catch (DateTimeParseException e) {
            return now;
        }
    }
}
