package dev.lockkeeper.plan.runner;

import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.plan.TransactionMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code 42_words.sql} with {@code +goose Up} and {@code +goose Down}. NO TRANSACTION is for the whole file, and goose
 * then takes a connection of its pool for each statement: a transaction is one statement to it, with BEGIN and COMMIT.
 */
final class GooseFiles implements RunnerFormat {
    private static final String OFF = "-- +goose NO TRANSACTION\n";

    @Override
    public List<RunnerMigration> write(Job job) {
        return Pieces.of(job.plan(), false).stream()
                .map(piece -> migration(job, piece))
                .toList();
    }

    private static RunnerMigration migration(Job job, Piece piece) {
        String name = piece.count() == 1
                ? job.name()
                        .own()
                        .orElse(job.name().number(1) + "_" + job.name().words())
                : job.name().number(piece.index()) + "_" + job.name().unique(piece);
        boolean transaction =
                piece.transactional() && (!(piece.back() instanceof Back.Undo undo) || undo.transactional());
        String up = piece.asWritten() ? written(job.original(), transaction) : up(job, piece, transaction);
        String text = up + (up.endsWith("\n") ? "\n" : "\n\n") + "-- +goose Down\n" + down(piece.back(), transaction);
        int phase = piece.phase().number();
        return new RunnerMigration(
                phase,
                name,
                List.of(new PlanFile(name + ".sql", phase, false, text)),
                new RunnerMigration.Judged(name + ".sql", up),
                Optional.empty());
    }

    /** Text that was judged in goose's transaction stays in it. */
    private static String written(String original, boolean transaction) {
        boolean marked = original.lines().anyMatch(line -> line.matches("--\\s*\\+goose\\s+Up\\b.*"));
        String up = marked ? original : "-- +goose Up\n" + original;
        boolean off = up.lines().anyMatch(line -> line.matches("--\\s*\\+goose\\s+NO\\s+TRANSACTION\\b.*"));
        return transaction || off
                ? up
                : up.replaceFirst("(?m)^(--\\s*\\+goose\\s+Up\\b.*)$", OFF + "$1\n-- +goose StatementBegin\nBEGIN;")
                        + "COMMIT;\n-- +goose StatementEnd\n";
    }

    private static String up(Job job, Piece piece, boolean transaction) {
        return (transaction ? "" : OFF) + "-- +goose Up\n" + job.head(piece)
                + blocks(piece.section().stream()
                        .flatMap(section -> statements(section, transaction))
                        .toList());
    }

    private static Stream<String> statements(dev.lockkeeper.plan.Section section, boolean transaction) {
        if (transaction) {
            return section.wrapped().stream();
        }
        return section.mode() == TransactionMode.TRANSACTION
                ? Stream.of(String.join(";\n", section.ownTransaction()))
                : section.session().stream();
    }

    private static String down(Back back, boolean transaction) {
        return switch (back) {
            case Back.Undo undo ->
                blocks(undo.sections().stream()
                        .flatMap(section -> statements(section, transaction))
                        .toList());
            case Back.Nothing nothing -> "-- Nothing to do: " + nothing.why() + "\n";
            case Back.Never never -> blocks(List.of(never.raise()));
        };
    }

    /** Goose cuts at semicolons, except between these. */
    private static String blocks(List<String> statements) {
        List<String> blocks = new ArrayList<>();
        statements.forEach(
                statement -> blocks.add("-- +goose StatementBegin\n" + statement + ";\n-- +goose StatementEnd\n"));
        return String.join("", blocks);
    }
}
