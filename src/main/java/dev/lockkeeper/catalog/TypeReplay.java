package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ColumnDefinition;
import dev.lockkeeper.sql.TypeStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Enums, composite types and domains, and the tables that follow a composite type. */
final class TypeReplay {
    private final Replay replay;

    TypeReplay(Replay replay) {
        this.replay = replay;
    }

    void type(TypeStatement statement) {
        switch (statement) {
            case TypeStatement.CreateEnum create -> put(create.type(), UserType.Kind.ENUM, create.values(), List.of());
            case TypeStatement.AlterEnum alter -> alterEnum(alter);
            case TypeStatement.CreateType create ->
                put(
                        create.type(),
                        switch (create.form()) {
                            case "composite" -> UserType.Kind.COMPOSITE;
                            case "range" -> UserType.Kind.RANGE;
                            default -> UserType.Kind.OTHER;
                        },
                        List.of(),
                        create.attributes());
            case TypeStatement.CreateDomain create -> {
                QualifiedName name = replay.before.forNew(create.domain());
                boolean constrained = create.notNull() || !create.constraints().isEmpty();
                replay.types.put(
                        name,
                        new UserType(
                                name,
                                UserType.Kind.DOMAIN,
                                List.of(),
                                Optional.of(create.baseType()),
                                constrained,
                                List.of(),
                                replay.origin));
            }
            case TypeStatement.AlterComposite alter -> alterComposite(alter);
            case TypeStatement.RenameAttribute rename -> renameAttribute(rename);
            case TypeStatement.AlterDomain alter -> {}
        }
    }

    private void put(QualifiedName type, UserType.Kind kind, List<String> labels, List<ColumnDefinition> attributes) {
        QualifiedName name = replay.before.forNew(type);
        replay.types.put(
                name,
                new UserType(
                        name,
                        kind,
                        labels,
                        Optional.empty(),
                        false,
                        attributes.stream().map(replay::column).toList(),
                        replay.origin));
    }

    private void alterEnum(TypeStatement.AlterEnum alter) {
        replay.before.type(alter.type()).ifPresent(type -> {
            List<String> labels = new ArrayList<>(type.labels());
            if (alter.renamed().isPresent()) {
                labels.replaceAll(
                        label -> label.equals(alter.value()) ? alter.renamed().get() : label);
            } else if (!labels.contains(alter.value())) {
                labels.add(alter.value());
            }
            replay.types.put(type.name(), type.withLabels(labels));
        });
    }

    /** Tables of the type only follow with CASCADE; without it PostgreSQL refuses. */
    private void alterComposite(TypeStatement.AlterComposite alter) {
        Optional<UserType> found =
                replay.before.type(alter.type()).filter(type -> type.kind() == UserType.Kind.COMPOSITE);
        if (found.isEmpty()) {
            return;
        }
        List<Table> tables = replay.before.tablesOf(found.get().name());
        if (!alter.cascade() && !tables.isEmpty()) {
            return;
        }
        List<Column> attributes = new ArrayList<>(found.get().attributes());
        alter.changes().forEach(change -> change(attributes, change));
        replay.types.put(found.get().name(), found.get().withAttributes(attributes));
        for (Table table : tables) {
            new AlterReplay(replay).each(table.name(), alter.changes());
        }
    }

    private void change(List<Column> attributes, AlterAction change) {
        switch (change) {
            case AlterAction.AddColumn add
            when attributes.stream()
                    .noneMatch(each -> each.name().equals(add.column().name())) ->
                attributes.add(replay.column(add.column()));
            case AlterAction.DropColumn drop ->
                attributes.removeIf(each -> each.name().equals(drop.column()));
            case AlterAction.AlterType type ->
                attributes.replaceAll(each ->
                        each.name().equals(type.column()) ? each.withType(type.type(), type.collation()) : each);
            default -> {}
        }
    }

    private void renameAttribute(TypeStatement.RenameAttribute rename) {
        Optional<UserType> found =
                replay.before.type(rename.type()).filter(type -> type.kind() == UserType.Kind.COMPOSITE);
        if (found.isEmpty()) {
            return;
        }
        List<Table> tables = replay.before.tablesOf(found.get().name());
        if (!rename.cascade() && !tables.isEmpty()) {
            return;
        }
        replay.types.put(
                found.get().name(),
                found.get()
                        .withAttributes(found.get().attributes().stream()
                                .map(each ->
                                        each.name().equals(rename.attribute()) ? each.withName(rename.newName()) : each)
                                .toList()));
        tables.forEach(table -> new RenameReplay(replay).column(table.name(), rename.attribute(), rename.newName()));
    }
}
