package dev.lockkeeper.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.effect.Analysis;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Precision: safe-migrations.sql holds what people and agents write every day and what harms nobody. */
class SafeMigrationsTest {
    private static final int OLDEST = 12;
    private static final int NEWEST = 18;
    private static final Bench BENCH = new Bench();

    private record Migration(
            String title, int line, int since, int until, List<String> given, List<String> schema, String sql) {}

    @TestFactory
    Stream<DynamicTest> nothingIsFound() {
        return migrations().stream()
                .flatMap(migration -> IntStream.rangeClosed(migration.since(), migration.until())
                        .mapToObj(major -> DynamicTest.dynamicTest(
                                migration.title() + " (line " + migration.line() + ") on " + major,
                                () -> assertThat(serious(migration, major)).isEmpty())));
    }

    @Test
    void thereAreManyOfThem() {
        assertThat(migrations())
                .hasSizeGreaterThanOrEqualTo(150)
                .extracting(Migration::sql)
                .doesNotHaveDuplicates();
    }

    private static List<String> serious(Migration migration, int major) {
        Analysis analysis = BENCH.analyse(migration.sql(), major, migration.given(), migration.schema());
        return BENCH.lint(analysis).findings().stream()
                .filter(finding -> finding.severity() != Severity.NOTE)
                .map(finding -> finding.severity() + " " + finding.code() + ": " + finding.message())
                .toList();
    }

    private static List<Migration> migrations() {
        List<String> lines = Given.resource("safe-migrations.sql").lines().toList();
        List<Migration> migrations = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("-- === ")) {
                int end = i + 1;
                while (end < lines.size() && !lines.get(end).startsWith("-- === ")) {
                    end++;
                }
                migrations.add(read(lines.get(i).substring(7), i + 1, lines.subList(i + 1, end)));
            }
        }
        return migrations;
    }

    private static Migration read(String title, int line, List<String> lines) {
        List<String> given = new ArrayList<>();
        List<String> schema = new ArrayList<>();
        int since = OLDEST;
        int until = NEWEST;
        StringBuilder sql = new StringBuilder();
        for (String text : lines) {
            if (text.startsWith("-- given: ")) {
                given.addAll(List.of(text.substring(10).split("\\s*;\\s*")));
            } else if (text.startsWith("-- schema: ")) {
                schema.add(text.substring(11));
            } else if (text.startsWith("-- since: ")) {
                since = Integer.parseInt(text.substring(10).strip());
            } else if (text.startsWith("-- until: ")) {
                until = Integer.parseInt(text.substring(10).strip());
            } else {
                sql.append(text).append('\n');
            }
        }
        return new Migration(title, line, since, until, given, schema, sql.toString());
    }
}
