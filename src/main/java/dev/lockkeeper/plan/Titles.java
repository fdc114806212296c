package dev.lockkeeper.plan;

import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.TypeStatement;
import java.util.Locale;

/** A short name for a step: what the statement does to what. */
public final class Titles {
    private Titles() {}

    public static String of(Statement statement) {
        return switch (statement) {
            case RelationStatement.CreateTable create ->
                "create table " + create.table().display();
            case RelationStatement.AlterTable alter ->
                "alter " + lower(alter.kind().sql()) + " " + alter.table().display();
            case RelationStatement.CreateIndex create ->
                "index " + create.table().display();
            case ObjectStatement.Drop drop ->
                "drop " + lower(drop.kind().sql()) + " "
                        + drop.names().getFirst().display();
            case ObjectStatement.Rename rename ->
                "rename " + lower(rename.kind().sql()) + " "
                        + rename.part().map(part -> part + " of ").orElse("")
                        + rename.object().display();
            case DataStatement.Update update -> "update " + update.table().display();
            case DataStatement.Delete delete -> "delete from " + delete.table().display();
            case DataStatement.Insert insert -> "insert into " + insert.table().display();
            case RelationStatement.CreateView create -> "view " + create.view().display();
            case RoutineStatement.CreateFunction create ->
                (create.procedure() ? "procedure " : "function ")
                        + create.function().display();
            case RoutineStatement.CreateTrigger create ->
                "trigger " + create.name() + " on " + create.table().display();
            case RelationStatement.CreateSequence create ->
                "sequence " + create.sequence().display();
            case TypeStatement.CreateEnum create -> "enum " + create.type().display();
            case TypeStatement.AlterEnum alter -> "enum " + alter.type().display();
            case RelationStatement.Truncate truncate ->
                "truncate " + truncate.tables().getFirst().display();
            default -> words(statement.getClass().getSimpleName());
        };
    }

    private static String words(String camel) {
        return lower(camel.replaceAll("(?<=[a-z])(?=[A-Z])", " "));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
