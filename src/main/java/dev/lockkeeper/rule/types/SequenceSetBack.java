package dev.lockkeeper.rule.types;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.catalog.Sequence;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.RelationStatement;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The next value of a sequence is set to one that may have been given out. */
@AutoService(Rule.class)
public final class SequenceSetBack implements Rule {
    private static final Pattern SETVAL =
            Pattern.compile("(?i)setval\\s*\\(\\s*'([^']+)'\\s*(?:::\\s*regclass\\s*)?,\\s*(\\d{1,18})\\s*[,)]");
    private static final Pattern RESTART = Pattern.compile("(?i)\\brestart\\b(?:\\s+(?:with\\s+)?(\\d{1,18}))?");
    private static final long START = 1;

    /** A sequence and the value it gets. */
    private record Reset(QualifiedName sequence, long value) {}

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.statements().stream()
                .flatMap(at -> resets(at)
                        .filter(reset -> existing(at, reset.sequence()))
                        .flatMap(reset -> hit(analysis, at, reset).stream()));
    }

    private static Stream<Reset> resets(StatementEffects at) {
        return switch (at.statement().meaning()) {
            case RelationStatement.AlterSequence alter ->
                alter.restart()
                        ? Stream.of(
                                new Reset(alter.sequence(), alter.restartWith().orElse(START)))
                        : Stream.<Reset>empty();
            case DataStatement.Select select ->
                select.functions().stream().anyMatch(name -> name.endsWith("setval"))
                        ? SETVAL.matcher(at.statement().sql())
                                .results()
                                .map(call -> new Reset(name(call.group(1)), Long.parseLong(call.group(2))))
                        : Stream.<Reset>empty();
            case RelationStatement.AlterTable alter ->
                Alterations.all(at, AlterAction.SetIdentity.class)
                        .flatMap(set -> RESTART.matcher(set.sql())
                                .results()
                                .flatMap(found -> owned(at, alter.table(), set.column()).stream()
                                        .map(sequence -> new Reset(
                                                sequence,
                                                found.group(1) == null ? START : Long.parseLong(found.group(1))))));
            default -> Stream.<Reset>empty();
        };
    }

    private static QualifiedName name(String text) {
        String plain = text.replace("\"", "");
        int dot = plain.lastIndexOf('.');
        return dot < 0 ? QualifiedName.of(plain) : QualifiedName.of(plain.substring(0, dot), plain.substring(dot + 1));
    }

    private static Optional<QualifiedName> owned(StatementEffects at, QualifiedName table, String column) {
        return at.before()
                .table(table)
                .flatMap(found -> at.before().sequences().values().stream()
                        .filter(sequence -> sequence.ownedByTable().equals(Optional.of(found.name()))
                                && sequence.ownedByColumn().equals(Optional.of(column)))
                        .map(Sequence::name)
                        .findFirst());
    }

    /** Neither the sequence nor the table it fills is of this migration. */
    private static boolean existing(StatementEffects at, QualifiedName name) {
        Optional<Sequence> sequence = at.before().sequence(name);
        boolean ofNewTable = sequence.flatMap(Sequence::ownedByTable)
                .flatMap(at.before()::table)
                .map(table -> table.created())
                .orElse(false);
        return sequence.map(found -> found.origin() == Origin.EXISTING).orElse(true) && !ofNewTable;
    }

    private static Optional<Hit> hit(Analysis analysis, StatementEffects at, Reset reset) {
        QualifiedName sequence = at.before()
                .sequence(reset.sequence())
                .map(Sequence::name)
                .orElse(reset.sequence().inSchema("public"));
        OptionalLong last = analysis.context().server().sequences().stream()
                .filter(facts -> facts.sequence().inSchema("public").equals(sequence))
                .flatMapToLong(facts -> facts.lastValue().stream())
                .findFirst();
        if (last.isPresent() && last.getAsLong() < reset.value()) {
            return Optional.empty();
        }
        Hit hit = Hit.at(
                at,
                sequence.display() + " goes on at " + reset.value()
                        + (last.isPresent()
                                ? ", but has given out " + last.getAsLong() + " already: every INSERT fails with 23505"
                                        + " until it is past the highest key."
                                : ", and the context does not know how far it is: keys that exist may come again"
                                        + " (23505)."),
                "SELECT setval('" + sequence.display() + "', (SELECT max(key) FROM the_table)).");
        return Optional.of(last.isPresent() ? hit : hit.as(Severity.WARNING));
    }
}
