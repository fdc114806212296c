package dev.lockkeeper.gate;

import dev.lockkeeper.dryrun.Evidence;
import dev.lockkeeper.dryrun.ObservedLock;
import dev.lockkeeper.dryrun.Run;
import dev.lockkeeper.dryrun.StatementRun;
import java.util.stream.Collectors;

/** The deterministic part of the evidence in one spelling, whose digest is signed: no times, no order of chance. */
final class EvidenceText {
    private EvidenceText() {}

    static String of(Evidence evidence) {
        StringBuilder text = new StringBuilder();
        text.append("server ").append(evidence.serverVersion()).append('\n');
        run(text, "original", evidence.original());
        run(text, "plan", evidence.plan());
        text.append("schema equal ").append(evidence.schemaEqual()).append('\n');
        evidence.schemaDifferences().stream()
                .sorted()
                .forEach(d -> text.append("difference ").append(d).append('\n'));
        evidence.rollback()
                .prefixes()
                .forEach(p -> text.append("rollback ")
                        .append(p.phase())
                        .append(' ')
                        .append(p.restored())
                        .append(' ')
                        .append(p.upAgain())
                        .append('\n'));
        evidence.rollback()
                .given()
                .ifPresent(given -> text.append("given rollback ")
                        .append(given.restoresSchema())
                        .append(' ')
                        .append(given.proven())
                        .append('\n'));
        evidence.fingerprints()
                .forEach(f -> text.append("fingerprint ")
                        .append(f.phase())
                        .append(' ')
                        .append(f.before())
                        .append(' ')
                        .append(f.after())
                        .append('\n'));
        evidence.realRows()
                .ifPresent(
                        rows -> text.append("rows of ").append(rows.evidence()).append('\n'));
        // What traffic felt is measured: that there was some is all that can be signed.
        evidence.traffic().ifPresent(traffic -> text.append("traffic ran\n"));
        evidence.notChecked().stream()
                .sorted()
                .forEach(n -> text.append("not checked ").append(n).append('\n'));
        return text.toString();
    }

    private static void run(StringBuilder text, String name, Run run) {
        for (StatementRun statement : run.statements()) {
            text.append(name)
                    .append(' ')
                    .append(statement.step())
                    .append(' ')
                    .append(statement.sql().replaceAll("\\s+", " "))
                    .append(" locks ")
                    .append(statement.locks().stream()
                            .map(EvidenceText::lock)
                            .sorted()
                            .distinct()
                            .collect(Collectors.joining(",")))
                    .append(" rewritten ")
                    .append(statement.rewritten().stream()
                            .map(Object::toString)
                            .sorted()
                            .toList())
                    .append(" unpredicted ")
                    .append(statement.unpredicted().stream().sorted().toList())
                    .append('\n');
        }
        run.failure()
                .ifPresent(failure -> text.append(name)
                        .append(" failed ")
                        .append(failure.step())
                        .append(' ')
                        .append(failure.sqlState())
                        .append('\n'));
    }

    private static String lock(ObservedLock lock) {
        return lock.relation() + " " + lock.mode().sql();
    }
}
