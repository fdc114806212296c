package dev.lockkeeper.plan;

import dev.lockkeeper.sql.Statement;
import java.util.Locale;

/** A short name for a step: what the statement does to what. */
public final class Titles {
    private Titles() {}

    public static String of(Statement statement) {
        return switch (statement) {
            case Statement.CreateTable create ->
                "create table " + create.table().display();
            case Statement.AlterTable alter ->
                "alter " + lower(alter.kind().sql()) + " " + alter.table().display();
            case Statement.CreateIndex create -> "index " + create.table().display();
            case Statement.Drop drop ->
                "drop " + lower(drop.kind().sql()) + " "
                        + drop.names().getFirst().display();
            case Statement.Rename rename ->
                "rename " + lower(rename.kind().sql()) + " "
                        + rename.part().map(part -> part + " of ").orElse("")
                        + rename.object().display();
            case Statement.Update update -> "update " + update.table().display();
            case Statement.Delete delete -> "delete from " + delete.table().display();
            case Statement.Insert insert -> "insert into " + insert.table().display();
            case Statement.CreateView create -> "view " + create.view().display();
            case Statement.CreateFunction create ->
                (create.procedure() ? "procedure " : "function ")
                        + create.function().display();
            case Statement.CreateTrigger create ->
                "trigger " + create.name() + " on " + create.table().display();
            case Statement.CreateSequence create ->
                "sequence " + create.sequence().display();
            case Statement.CreateEnum create -> "enum " + create.type().display();
            case Statement.AlterEnum alter -> "enum " + alter.type().display();
            case Statement.Truncate truncate ->
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
