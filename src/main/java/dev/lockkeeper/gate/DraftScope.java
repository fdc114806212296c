package dev.lockkeeper.gate;

import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.RelationKind;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.ProceduralBody;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a draft stays with the wish: what it destroys must have been asked for by name, wherever in the text it
 * hides. Only makes verdicts stricter.
 */
final class DraftScope {
    private static final Pattern DESTROYING =
            Pattern.compile("\\b(drop|delet|remov|truncat|purg|clear|empt|clean|retir|contract|merg|replac|renam|chang|"
                    + "convert|narrow|shorten|dedup|get rid|throw away|no longer)");
    private static final int LONGEST = 200;

    private DraftScope() {}

    /** Why the draft is turned down: one reason for each thing that it destroys unasked. */
    static List<Verdict.Reason> unasked(Analysis analysis, DraftOrder order) {
        Set<Verdict.Reason> reasons = new LinkedHashSet<>();
        for (StatementEffects at : analysis.statements()) {
            at.all(Effect.DestroysData.class)
                    .filter(lost -> !asked(lost, order))
                    .filter(lost -> !analysis.size(at, lost.relation()).isNew())
                    .forEach(lost -> reasons.add(new Verdict.Reason(
                            "statement " + at.statement().number() + " holds \"" + words(at, lost.relation())
                                    + "\": it destroys " + lost.what() + ", and nobody asked for that.",
                            "Leave it out, or have the person ask for it by name.")));
        }
        return new ArrayList<>(reasons);
    }

    private static boolean asked(Effect.DestroysData lost, DraftOrder order) {
        return order.saysOneOf(DESTROYING)
                && (order.says(lost.relation().name())
                        || order.says(singular(lost.relation().name())))
                && lost.column().map(order::says).orElse(true);
    }

    private static String singular(String name) {
        return name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
    }

    /** The statement that does it: inside a body, that one and not the block around it. */
    private static String words(StatementEffects at, QualifiedName relation) {
        String name = relation.name().toLowerCase(Locale.ROOT);
        String sql = at.statement().meaning() instanceof RoutineStatement.Do(ProceduralBody body)
                ? body.statements().stream()
                        .filter(each -> !(each.meaning() instanceof DataStatement.Select))
                        .map(ProceduralBody.BodyStatement::sql)
                        .filter(text -> text.toLowerCase(Locale.ROOT).contains(name))
                        .findFirst()
                        .orElse(at.statement().sql())
                : at.statement().sql();
        return dev.lockkeeper.draft.ModelText.line(sql, LONGEST);
    }

    /** Tables it locks that the person did not name: shown, not refused, because a foreign key needs two. */
    static List<String> beyond(Analysis analysis, DraftOrder order) {
        return analysis.statements().stream()
                .flatMap(at -> at.all(Effect.AcquiresLock.class)
                        .filter(lock -> lock.kind() == RelationKind.TABLE
                                && lock.mode().blocksWrites()
                                && !analysis.size(at, lock.relation()).isNew())
                        .map(Effect.AcquiresLock::relation))
                .distinct()
                .filter(table -> !order.says(table.name()) && !order.says(singular(table.name())))
                .map(table -> "It also touches " + table.display() + ", which the wish does not name.")
                .toList();
    }
}
