package dev.lockkeeper.plan.runner;

import dev.lockkeeper.plan.PlanFile;
import java.util.List;
import java.util.Optional;

/**
 * {@code 42_words/migration.sql}: one string for the server, like golang-migrate's. Prisma knows no way back; the
 * review's {@code rollback/} has it for psql.
 */
final class PrismaFiles implements RunnerFormat {
    @Override
    public List<RunnerMigration> write(Job job) {
        return Pieces.of(job.plan(), true).stream()
                .filter(PrismaFiles::goesForward)
                .map(piece -> migration(job, piece))
                .toList();
    }

    /** Files that only hold a part of the way back have no use here. */
    private static boolean goesForward(Piece piece) {
        return piece.part() == 1
                || piece.section()
                        .map(section -> !section.statements().equals(List.of("SELECT 1")))
                        .orElse(true);
    }

    private static RunnerMigration migration(Job job, Piece piece) {
        String name = piece.count() == 1
                ? job.name()
                        .own()
                        .orElse(job.name().number(1) + "_" + job.name().words())
                : job.name().number(piece.index()) + "_" + job.name().unique(piece);
        String text = piece.section()
                .map(section -> GolangMigrateFiles.lone(job, piece, section))
                .orElseGet(job::original);
        String path = name + "/migration.sql";
        return new RunnerMigration(
                piece.phase().number(),
                name,
                List.of(new PlanFile(path, piece.phase().number(), false, text)),
                new RunnerMigration.Judged(path, text),
                Optional.empty());
    }
}
