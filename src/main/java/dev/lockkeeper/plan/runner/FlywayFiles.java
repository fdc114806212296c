package dev.lockkeeper.plan.runner;

import dev.lockkeeper.effect.RunnerTransactions;
import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.plan.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code V42_1__words.sql}, {@code U42_1__words.sql} for who has undo, and {@code .conf} files beside them where a
 * script must not be in a transaction or holds what Flyway would replace.
 */
final class FlywayFiles implements RunnerFormat {
    private static final String OUTSIDE = "executeInTransaction=false\n";
    private static final String LITERAL = "placeholderReplacement=false\n";

    @Override
    public List<RunnerMigration> write(Job job) {
        return Pieces.of(job.plan(), false).stream()
                .map(piece -> migration(job, piece))
                .toList();
    }

    private static RunnerMigration migration(Job job, Piece piece) {
        String version = job.name().part(piece.index(), piece.count());
        String words = "__" + job.name().words(piece);
        String name = piece.count() == 1 ? job.name().own().orElse("V" + version + words) : "V" + version + words;
        List<PlanFile> files = new ArrayList<>();
        String text =
                piece.section().map(section -> generated(job, piece, section)).orElseGet(job::original);
        add(files, piece, false, name + ".sql", text, piece.transactional(), !piece.asWritten());
        switch (piece.back()) {
            case Back.Undo undo ->
                add(
                        files,
                        piece,
                        true,
                        "U" + version + words + ".sql",
                        "-- Takes back " + name + "\n"
                                + Job.lines(undo.transactional() ? undo.wrapped() : undo.alone()),
                        undo.transactional(),
                        true);
            case Back.Nothing nothing ->
                add(
                        files,
                        piece,
                        true,
                        "U" + version + words + ".sql",
                        "-- Nothing to do: " + nothing.why() + "\nSELECT 1;\n",
                        true,
                        true);
            case Back.Never never -> {}
        }
        return new RunnerMigration(
                piece.phase().number(),
                name,
                files,
                new RunnerMigration.Judged(name + ".sql", text),
                piece.asWritten() ? Optional.empty() : Optional.of(RunnerTransactions.whole(piece.transactional())));
    }

    private static String generated(Job job, Piece piece, Section section) {
        return piece.transactional()
                ? job.head(piece) + Job.lines(section.wrapped())
                : job.head(
                                piece,
                                "Set flyway.postgresql.transactional.lock=false: else Flyway's own lock keeps a transaction open,",
                                "and what waits for older transactions (CONCURRENTLY) waits for it for ever.")
                        + Job.lines(section.session());
    }

    private static void add(
            List<PlanFile> files,
            Piece piece,
            boolean rollback,
            String path,
            String text,
            boolean transaction,
            boolean literal) {
        files.add(new PlanFile(path, piece.phase().number(), rollback, text));
        String settings = (transaction ? "" : OUTSIDE) + (literal && text.contains("${") ? LITERAL : "");
        if (!settings.isEmpty()) {
            files.add(new PlanFile(path + ".conf", piece.phase().number(), rollback, settings));
        }
    }
}
