package dev.lockkeeper.plan.runner;

import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.plan.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Formatted SQL: a file for each phase, a changeset for each step, with {@code runInTransaction:false} where one of its
 * directions needs that. Statements are told apart by a delimiter of our own: a semicolon may stand inside of one.
 */
final class LiquibaseFiles implements RunnerFormat {
    private static final String FIRST = "--liquibase formatted sql\n";

    @Override
    public List<RunnerMigration> write(Job job) {
        List<RunnerMigration> migrations = new ArrayList<>();
        List<Piece> pieces = Pieces.of(job.plan(), false);
        for (Phase phase : job.plan().phases()) {
            String name = job.plan().phases().size() == 1
                    ? job.name()
                            .own()
                            .orElse(job.name().version() + "_" + job.name().words())
                    : job.name().version() + "_" + job.name().words() + "_"
                            + phase.fileName().replace(".sql", "");
            StringBuilder text = new StringBuilder();
            pieces.stream()
                    .filter(piece -> piece.phase().equals(phase))
                    .forEach(piece ->
                            text.append(piece.asWritten() ? written(job, name, piece) : changeset(job, name, piece)));
            String all = (text.toString().startsWith("--liquibase") ? "" : FIRST) + text;
            migrations.add(new RunnerMigration(
                    phase.number(),
                    name,
                    List.of(new PlanFile(name + ".sql", phase.number(), false, all)),
                    new RunnerMigration.Judged(name + ".sql", all),
                    Optional.empty()));
        }
        return migrations;
    }

    /** A file that has changesets stays as it is; other text becomes one. */
    private static String written(Job job, String name, Piece piece) {
        return Framework.detect(name, job.original())
                        .filter(Framework.LIQUIBASE::equals)
                        .isPresent()
                ? job.original()
                : head(name, "1", true) + delimited("", job.originalStatements()) + rollback(piece.back(), true);
    }

    private static String changeset(Job job, String name, Piece piece) {
        boolean transaction =
                piece.transactional() && (!(piece.back() instanceof Back.Undo undo) || undo.transactional());
        Section section = piece.section().orElseThrow();
        List<String> statements =
                transaction ? section.wrapped() : piece.transactional() ? section.ownTransaction() : section.session();
        return "\n" + head(name, piece.step().id(), transaction) + job.head(piece) + delimited("", statements)
                + rollback(piece.back(), transaction);
    }

    private static String head(String name, String id, boolean transaction) {
        return "--changeset lockkeeper:" + name + "-" + id + " endDelimiter:" + Markers.DELIMITER
                + " stripComments:false" + (transaction ? "" : " runInTransaction:false") + "\n";
    }

    private static String rollback(Back back, boolean transaction) {
        return switch (back) {
            case Back.Undo undo -> delimited("--rollback ", transaction ? undo.wrapped() : undo.alone());
            case Back.Nothing nothing -> "--rollback empty\n";
            // Without a rollback Liquibase refuses to go back over it.
            case Back.Never never -> "";
        };
    }

    private static String delimited(String before, List<String> statements) {
        StringBuilder text = new StringBuilder();
        for (String statement : statements) {
            (statement + ";\n" + Markers.DELIMITER)
                    .lines()
                    .forEach(line -> text.append(before).append(line).append('\n'));
        }
        return text.toString();
    }
}
