package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.catalog.TableTie;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.PublicationChange;
import dev.lockkeeper.sql.TieStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Rules, policies, extended statistics and publications: what changing or dropping them does to their tables. */
final class TieEffects {
    private TieEffects() {}

    /** {@code name} is {@code table.name}, as in {@link ObjectStatement.Drop}. */
    static List<Effect> drop(TableTie.Kind kind, QualifiedName name, ObjectStatement.Drop drop, Situation at) {
        QualifiedName tableName = QualifiedName.of(name.schema());
        Optional<QualifiedName> on = at.catalog().resolve(tableName).filter(found -> at.known());
        boolean missing = on.isPresent()
                && at.catalog()
                        .tiesOf(on.get(), kind)
                        .noneMatch(tie -> tie.name().name().equals(name.name()));
        if (missing) {
            return drop.ifExists()
                    ? List.of()
                    : List.of(new Effect.Refused(
                            "42704",
                            kind.name().toLowerCase(Locale.ROOT) + " \"" + name.name() + "\" for relation \""
                                    + tableName.name() + "\" does not exist"));
        }
        return EffectModel.onTable(
                tableName, LockMode.ACCESS_EXCLUSIVE, "DROP " + drop.kind().sql(), at);
    }

    static List<Effect> dropStatistics(QualifiedName name, ObjectStatement.Drop drop, Situation at) {
        List<TableTie> ties = at.catalog().ties(TableTie.Kind.STATISTICS, name).toList();
        if (ties.isEmpty() && at.known() && !drop.ifExists()) {
            return List.of(new Effect.Refused("42704", "statistics object \"" + name.display() + "\" does not exist"));
        }
        return tables(ties.stream(), "DROP STATISTICS");
    }

    /** The tables it is about, and with SET those that leave it. */
    static List<Effect> alterPublication(TieStatement.AlterPublication alter, Situation at) {
        List<Effect> effects = new ArrayList<>(EffectModel.published(alter.tables(), at));
        if (alter.change() == PublicationChange.SET) {
            effects.addAll(tables(
                    at.catalog().ties(TableTie.Kind.PUBLICATION, QualifiedName.of(alter.name())),
                    "leaves the publication"));
        }
        return effects;
    }

    private static List<Effect> tables(Stream<TableTie> ties, String why) {
        return ties.<Effect>map(tie -> Situation.lock(tie.table(), LockMode.SHARE_UPDATE_EXCLUSIVE, why))
                .toList();
    }

    /** A policy over the column stops the command, or goes with CASCADE. */
    static List<Effect> columnOfPolicy(
            Table table, String column, boolean cascade, String state, String what, Situation at) {
        return at.catalog()
                .tiesOf(table.name(), TableTie.Kind.POLICY)
                .filter(policy -> !cascade && policy.names(column))
                .<Effect>map(policy -> new Effect.Refused(
                        state,
                        what + ": policy " + policy.name().name() + " on table "
                                + table.name().display() + " depends on column \"" + column + '"'))
                .toList();
    }
}
