package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.PublicationChange;
import dev.lockkeeper.sql.TieStatement;
import java.util.List;
import java.util.Optional;

/** Rules, policies, extended statistics, publications and clustered indexes, as they come and go. */
final class TieReplay {
    private final Replay replay;

    TieReplay(Replay replay) {
        this.replay = replay;
    }

    void rule(TieStatement.CreateRule rule) {
        replace(TableTie.Kind.RULE, QualifiedName.of(rule.name()), rule.table());
    }

    /** ALTER POLICY replaces the expressions it says and keeps the others. */
    void policy(TieStatement.Policy policy) {
        QualifiedName name = QualifiedName.of(policy.name());
        QualifiedName table = replay.resolved(policy.table());
        Optional<TableTie> before = replay.ties.stream()
                .filter(tie -> !policy.create()
                        && is(tie, TableTie.Kind.POLICY, name)
                        && tie.table().equals(table))
                .findFirst();
        replace(new TableTie(
                TableTie.Kind.POLICY,
                name,
                table,
                policy.usingColumns()
                        .or(() -> before.map(TableTie::usingColumns))
                        .orElse(List.of()),
                policy.checkColumns()
                        .or(() -> before.map(TableTie::checkColumns))
                        .orElse(List.of()),
                replay.origin));
    }

    void statistics(TieStatement.CreateStatistics create) {
        if (create.name().isPresent()) {
            QualifiedName name = replay.before.forNew(create.name().get());
            create.tables().forEach(table -> replace(TableTie.Kind.STATISTICS, name, table));
        }
    }

    void publication(TieStatement.CreatePublication create) {
        create.tables().forEach(table -> replace(TableTie.Kind.PUBLICATION, QualifiedName.of(create.name()), table));
    }

    void publication(TieStatement.AlterPublication alter) {
        QualifiedName name = QualifiedName.of(alter.name());
        List<QualifiedName> tables =
                alter.tables().stream().map(replay::resolved).toList();
        switch (alter.change()) {
            case ADD -> {}
            case SET -> replay.ties.removeIf(tie -> is(tie, TableTie.Kind.PUBLICATION, name));
            case DROP ->
                replay.ties.removeIf(tie -> is(tie, TableTie.Kind.PUBLICATION, name) && tables.contains(tie.table()));
        }
        if (alter.change() != PublicationChange.DROP) {
            tables.forEach(table -> replace(TableTie.Kind.PUBLICATION, name, table));
        }
    }

    void clustered(QualifiedName table, Optional<String> index) {
        QualifiedName on = replay.resolved(table);
        replay.ties.removeIf(tie ->
                tie.kind() == TableTie.Kind.CLUSTERED_INDEX && tie.table().equals(on));
        index.ifPresent(name -> replace(TableTie.Kind.CLUSTERED_INDEX, QualifiedName.of(name), on));
    }

    /** A rule or policy of the table that the statement names. */
    void renamePart(TableTie.Kind kind, ObjectStatement.Rename rename) {
        QualifiedName name = QualifiedName.of(rename.part().orElse(""));
        QualifiedName table = replay.resolved(rename.object());
        replay.ties.replaceAll(tie ->
                is(tie, kind, name) && tie.table().equals(table) ? tie.named(name.sibling(rename.newName())) : tie);
    }

    /** What has a name of its own. */
    void rename(TableTie.Kind kind, ObjectStatement.Rename rename) {
        replay.ties.replaceAll(tie ->
                tie.kind() == kind && tie.name().name().equals(rename.object().name())
                        ? tie.named(tie.name().sibling(rename.newName()))
                        : tie);
    }

    /** {@code name} is {@code table.name} for rules and policies, as in {@link ObjectStatement.Drop}. */
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

    private void replace(TableTie.Kind kind, QualifiedName name, QualifiedName table) {
        replace(new TableTie(kind, name, replay.resolved(table), replay.origin));
    }

    private void replace(TableTie tie) {
        replay.ties.removeIf(
                old -> is(old, tie.kind(), tie.name()) && old.table().equals(tie.table()));
        replay.ties.add(tie);
    }

    private static boolean is(TableTie tie, TableTie.Kind kind, QualifiedName name) {
        return tie.kind() == kind && tie.name().equals(name);
    }
}
