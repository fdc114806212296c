package dev.lockkeeper.plan.runner;

import dev.lockkeeper.effect.RunnerTransactions;
import dev.lockkeeper.plan.PlanFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code 42_words.rb} with its SQL beside it; {@code disable_ddl_transaction!} where one direction needs that. */
final class RailsFiles implements RunnerFormat {
    @Override
    public List<RunnerMigration> write(Job job) {
        return Pieces.of(job.plan(), false).stream()
                .map(piece -> migration(job, piece))
                .toList();
    }

    private static RunnerMigration migration(Job job, Piece piece) {
        String words = job.name().unique(piece).toLowerCase(Locale.ROOT);
        String safe = Character.isDigit(words.charAt(0)) ? "m_" + words : words;
        String name = job.name().number(piece.index()) + "_" + safe;
        Beside sql = Beside.of(job, piece, name, false);
        List<PlanFile> files = new ArrayList<>(sql.files());
        files.add(new PlanFile(name + ".rb", sql.phase(), false, ruby(safe, sql, piece.back())));
        return new RunnerMigration(
                sql.phase(),
                name,
                files,
                new RunnerMigration.Judged(sql.upFile(), sql.upText()),
                Optional.of(RunnerTransactions.whole(sql.transaction())));
    }

    private static String ruby(String words, Beside sql, Back back) {
        return "class " + camel(words) + " < ActiveRecord::Migration[5.2]\n"
                + (sql.transaction() ? "" : "  disable_ddl_transaction!\n\n")
                + "  def up\n    execute_beside \"" + sql.upFile() + "\"\n  end\n\n"
                + "  def down\n" + down(sql, back) + "  end\n\n  private\n\n"
                + "  # Each statement by itself: one that cannot run in a transaction must not share a string.\n"
                + "  def execute_beside(name)\n"
                + "    text = File.read(File.join(__dir__, name), encoding: \"UTF-8\")\n"
                + "    text.split(\"\\n" + Markers.BETWEEN + "\\n\").each { |sql| execute(sql) }\n"
                + "  end\nend\n";
    }

    private static String down(Beside sql, Back back) {
        return switch (back) {
            case Back.Undo undo -> "    execute_beside \"" + sql.downFile() + "\"\n";
            case Back.Nothing nothing -> "    # Nothing to do: " + nothing.why() + "\n";
            case Back.Never never ->
                "    raise ActiveRecord::IrreversibleMigration, '" + never.why().replaceAll("['\\\\]", "") + "'\n";
        };
    }

    /** As Rails makes the class name of a file name. */
    private static String camel(String words) {
        return Stream.of(words.split("_"))
                .map(word -> word.isEmpty() ? "" : Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining());
    }
}
