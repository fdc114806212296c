package dev.lockkeeper.plan.runner;

import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.plan.TransactionMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * SQL beside a migration in another language, which reads it and sends each statement by itself: what cannot stand in a
 * transaction must not share a string with anything. So the linter reads what runs, and the approval covers both files.
 *
 * @param transaction whether the runner's transaction is around both directions
 * @param down empty where there is nothing to run
 */
record Beside(String name, int phase, boolean transaction, List<String> up, Optional<List<String>> down, String head) {
    /** {@code chained}: the runner has no transaction of its own for each file, so the SQL brings it along. */
    static Beside of(Job job, Piece piece, String name, boolean chained) {
        boolean transaction = !chained
                && piece.transactional()
                && (!(piece.back() instanceof Back.Undo undo) || undo.transactional());
        List<String> up = piece.section()
                .map(section -> transaction
                        ? section.wrapped()
                        : section.mode() == TransactionMode.TRANSACTION ? section.ownTransaction() : section.session())
                .orElseGet(job::originalStatements);
        Optional<List<String>> down = piece.back() instanceof Back.Undo undo
                ? Optional.of(transaction ? undo.wrapped() : undo.alone())
                : Optional.empty();
        return new Beside(
                name, piece.phase().number(), transaction, up, down, piece.asWritten() ? "" : job.head(piece));
    }

    String upFile() {
        return name + ".up.sql";
    }

    String downFile() {
        return name + ".down.sql";
    }

    String upText() {
        return head + text(up);
    }

    List<PlanFile> files() {
        List<PlanFile> files = new ArrayList<>(List.of(new PlanFile(upFile(), phase, false, upText())));
        down.ifPresent(statements ->
                files.add(new PlanFile(downFile(), phase, true, "-- Takes back " + name + "\n" + text(statements))));
        return files;
    }

    private static String text(List<String> statements) {
        return String.join(";\n" + Markers.BETWEEN + "\n", statements) + ";\n";
    }
}
