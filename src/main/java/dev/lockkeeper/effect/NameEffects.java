package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.indexLock;
import static dev.lockkeeper.effect.Situation.lock;
import static dev.lockkeeper.effect.Situation.sequenceLock;
import static dev.lockkeeper.effect.Situation.viewLock;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.catalog.UserType;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.ObjectStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Names, schemas, owners and comments of objects: catalog changes that lock the relation they are about. */
final class NameEffects {
    private NameEffects() {}

    static List<Effect> rename(ObjectStatement.Rename rename, Situation at) {
        return switch (rename.kind()) {
            case TABLE, FOREIGN_TABLE, COLUMN, CONSTRAINT -> relation(rename, at);
            case INDEX -> IndexEffects.rename(rename, at);
            case VIEW, MATERIALIZED_VIEW, SEQUENCE -> renamed(rename.kind(), rename, at);
            case TRIGGER, RULE, POLICY ->
                EffectModel.onTable(
                        rename.object(),
                        LockMode.ACCESS_EXCLUSIVE,
                        "RENAME of a " + rename.kind().sql(),
                        at);
            case TYPE, DOMAIN, FUNCTION, PROCEDURE, ROUTINE, AGGREGATE, SCHEMA ->
                List.of(new Effect.BreaksRunningCode(
                        rename.object().inSchema("public"), Optional.empty(), "code that says the old name fails"));
            case DOMAIN_CONSTRAINT, PUBLICATION, STATISTICS, COLLATION, LANGUAGE, OPERATOR, SERVER -> List.of();
            case CAST, EXTENSION, EVENT_TRIGGER, SUBSCRIPTION, DATABASE, ROLE, TABLESPACE, OTHER ->
                List.of(new Effect.Unmodelled(
                        "RENAME of a " + rename.kind().sql().toLowerCase(java.util.Locale.ROOT)));
        };
    }

    /** ALTER TABLE RENAME also takes indexes, views and sequences, always in its own strong mode. */
    private static List<Effect> relation(ObjectStatement.Rename rename, Situation at) {
        if (at.catalog().view(rename.object()).isPresent()) {
            return renamed(ObjectKind.VIEW, rename, at);
        }
        if (at.catalog().index(rename.object()).isPresent()) {
            return List.of(indexLock(at.resolve(rename.object()), LockMode.ACCESS_EXCLUSIVE, "ALTER TABLE RENAME"));
        }
        if (at.catalog().sequence(rename.object()).isPresent()) {
            return renamed(ObjectKind.SEQUENCE, rename, at);
        }
        return TableEffects.rename(rename, at);
    }

    private static List<Effect> renamed(ObjectKind kind, ObjectStatement.Rename rename, Situation at) {
        List<Effect> effects = new ArrayList<>(exclusive(kind, rename.object(), rename.ifExists(), at, "RENAME"));
        if (effects.stream().anyMatch(Effect.AcquiresLock.class::isInstance)) {
            effects.add(new Effect.BreaksRunningCode(
                    at.resolve(rename.object()),
                    rename.part(),
                    "code that says the old name fails with " + (rename.part().isPresent() ? "42703" : "42P01")));
        }
        return effects;
    }

    private static List<Effect> exclusive(
            ObjectKind kind, QualifiedName object, boolean ifExists, Situation at, String why) {
        boolean there = at.catalog().resolve(object).isPresent();
        if (!there && at.known()) {
            return ifExists ? List.of() : List.of(at.unknownRelation(object));
        }
        return List.of(new Effect.AcquiresLock(at.resolve(object), relationKind(kind), LockMode.ACCESS_EXCLUSIVE, why));
    }

    static RelationKind relationKind(ObjectKind kind) {
        return switch (kind) {
            case SEQUENCE -> RelationKind.SEQUENCE;
            case VIEW -> RelationKind.VIEW;
            case INDEX -> RelationKind.INDEX;
            default -> RelationKind.TABLE;
        };
    }

    static List<Effect> setSchema(ObjectStatement.SetSchema set, Situation at) {
        if (set.kind() == ObjectKind.EXTENSION) {
            return List.of(new Effect.Unmodelled("SET SCHEMA of an extension"));
        }
        if (!set.kind().relation()) {
            return List.of(new Effect.BreaksRunningCode(
                    set.object().inSchema("public"), Optional.empty(), "code that finds it in its old schema fails"));
        }
        QualifiedName object = at.resolve(set.object());
        List<Effect> effects = new ArrayList<>(exclusive(set.kind(), set.object(), false, at, "SET SCHEMA"));
        if (set.newSchema().equals(Catalog.TEMPORARY)) {
            effects.add(new Effect.Refused("0A000", "cannot move objects into or out of temporary schemas"));
        }
        if (at.catalog()
                .resolve(QualifiedName.of(set.newSchema(), object.name()))
                .filter(taken -> !taken.equals(object))
                .isPresent()) {
            effects.add(new Effect.Refused(
                    "42P07", "relation \"" + object.name() + "\" already exists in schema \"" + set.newSchema() + '"'));
        }
        at.sequencesOf(object)
                .forEach(sequence -> effects.add(
                        sequenceLock(sequence.name(), LockMode.ACCESS_EXCLUSIVE, "moves with the table that owns it")));
        effects.add(new Effect.BreaksRunningCode(
                object, Optional.empty(), "code that finds it in its old schema fails with 42P01"));
        return effects;
    }

    static List<Effect> setOwner(ObjectStatement.SetOwner set, Situation at) {
        boolean composite = set.kind() == ObjectKind.TYPE
                && at.catalog()
                        .type(set.object())
                        .filter(type -> type.kind() == UserType.Kind.COMPOSITE)
                        .isPresent();
        return composite || set.kind().relation()
                ? exclusive(set.kind(), set.object(), false, at, "OWNER TO")
                : List.of();
    }

    /** The table itself, never its descendants, and the sequences it owns. */
    static List<Effect> tableOwner(Table table, Situation at) {
        List<Effect> effects = new ArrayList<>();
        effects.add(lock(table.name(), LockMode.ACCESS_EXCLUSIVE, "OWNER TO"));
        at.sequencesOf(table.name())
                .forEach(sequence -> effects.add(sequenceLock(
                        sequence.name(), LockMode.ACCESS_EXCLUSIVE, "goes to the new owner with the table")));
        return effects;
    }

    static List<Effect> comment(ObjectStatement.Comment comment, Situation at) {
        LockMode mode = LockMode.SHARE_UPDATE_EXCLUSIVE;
        return switch (comment.kind()) {
            case TABLE, FOREIGN_TABLE -> EffectModel.onTable(comment.object(), mode, "COMMENT", at);
            case COLUMN -> ofColumn(comment, at);
            case INDEX -> List.of(indexLock(at.resolve(comment.object()), mode, "COMMENT"));
            case SEQUENCE -> List.of(sequenceLock(at.resolve(comment.object()), mode, "COMMENT"));
            case VIEW -> List.of(viewLock(at.resolve(comment.object()), mode, "COMMENT"));
            case MATERIALIZED_VIEW -> List.of(lock(at.resolve(comment.object()), mode, "COMMENT"));
            case CONSTRAINT, TRIGGER, RULE, POLICY ->
                EffectModel.onTable(comment.object(), LockMode.ACCESS_SHARE, "COMMENT", at);
            default -> List.of();
        };
    }

    private static List<Effect> ofColumn(ObjectStatement.Comment comment, Situation at) {
        List<Effect> effects =
                new ArrayList<>(EffectModel.onTable(comment.object(), LockMode.SHARE_UPDATE_EXCLUSIVE, "COMMENT", at));
        Optional<Table> table = at.table(comment.object());
        boolean missing = comment.part().isPresent()
                && table.filter(t -> !t.columnsUnknown() && !t.columns().isEmpty())
                        .filter(t -> t.column(comment.part().get()).isEmpty())
                        .isPresent();
        if (missing) {
            effects.add(
                    AlterTableEffects.unknownColumn(table.get(), comment.part().get()));
        }
        return effects;
    }
}
