package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Rules, policies, extended statistics, publications and clustered indexes, as they come and go. */
final class TieReplay {
    private final Replay replay;

    TieReplay(Replay replay) {
        this.replay = replay;
    }

    void rule(Statement.CreateRule rule) {
        replace(TableTie.Kind.RULE, QualifiedName.of(rule.name()), rule.table(), List.of());
    }

    /** ALTER POLICY replaces the expressions it says and keeps the others: the columns of both count. */
    void policy(Statement.Policy policy) {
        QualifiedName table = replay.resolved(policy.table());
        List<String> kept = policy.create()
                ? List.of()
                : replay.ties.stream()
                        .filter(tie -> tie.kind() == TableTie.Kind.POLICY
                                && tie.table().equals(table)
                                && tie.name().name().equals(policy.name()))
                        .flatMap(tie -> tie.columns().stream())
                        .toList();
        replace(
                TableTie.Kind.POLICY,
                QualifiedName.of(policy.name()),
                policy.table(),
                Stream.concat(kept.stream(), policy.columns().stream())
                        .distinct()
                        .toList());
    }

    void statistics(Statement.CreateStatistics create) {
        if (create.name().isPresent()) {
            QualifiedName name = replay.before.forNew(create.name().get());
            create.tables().forEach(table -> replace(TableTie.Kind.STATISTICS, name, table, List.of()));
        }
    }

    void publication(Statement.CreatePublication create) {
        create.tables()
                .forEach(
                        table -> replace(TableTie.Kind.PUBLICATION, QualifiedName.of(create.name()), table, List.of()));
    }

    void publication(Statement.AlterPublication alter) {
        QualifiedName name = QualifiedName.of(alter.name());
        List<QualifiedName> tables =
                alter.tables().stream().map(replay::resolved).toList();
        switch (alter.change()) {
            case ADD -> {}
            case SET -> replay.ties.removeIf(tie -> is(tie, TableTie.Kind.PUBLICATION, name));
            case DROP ->
                replay.ties.removeIf(tie -> is(tie, TableTie.Kind.PUBLICATION, name) && tables.contains(tie.table()));
        }
        if (alter.change() != Statement.AlterPublication.Change.DROP) {
            tables.forEach(table -> replace(TableTie.Kind.PUBLICATION, name, table, List.of()));
        }
    }

    void clustered(QualifiedName table, Optional<String> index) {
        QualifiedName on = replay.resolved(table);
        replay.ties.removeIf(tie ->
                tie.kind() == TableTie.Kind.CLUSTERED_INDEX && tie.table().equals(on));
        index.ifPresent(name -> replace(TableTie.Kind.CLUSTERED_INDEX, QualifiedName.of(name), on, List.of()));
    }

    /** {@code name} is {@code table.name} for rules and policies, as in {@link Statement.Drop}. */
    void drop(TableTie.Kind kind, QualifiedName name) {
        if (kind == TableTie.Kind.RULE || kind == TableTie.Kind.POLICY) {
            QualifiedName table = replay.resolved(QualifiedName.of(name.schema()));
            replay.ties.removeIf(tie -> is(tie, kind, QualifiedName.of(name.name()))
                    && tie.table().name().equals(table.name()));
        } else {
            replay.ties.removeIf(tie -> is(tie, kind, name)
                    || !name.hasSchema()
                            && tie.kind() == kind
                            && tie.name().name().equals(name.name()));
        }
    }

    private void replace(TableTie.Kind kind, QualifiedName name, QualifiedName table, List<String> columns) {
        QualifiedName on = replay.resolved(table);
        replay.ties.removeIf(tie -> is(tie, kind, name) && tie.table().equals(on));
        replay.ties.add(new TableTie(kind, name, on, columns, replay.origin));
    }

    private static boolean is(TableTie tie, TableTie.Kind kind, QualifiedName name) {
        return tie.kind() == kind && tie.name().equals(name);
    }
}
