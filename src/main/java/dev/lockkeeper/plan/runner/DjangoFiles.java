package dev.lockkeeper.plan.runner;

import dev.lockkeeper.effect.RunnerTransactions;
import dev.lockkeeper.plan.PlanFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code 0042_words.py} with its SQL beside it; {@code atomic = False} where one direction needs that, and for
 * {@code sqlmigrate} output, which has BEGIN and COMMIT where it wants them.
 */
final class DjangoFiles implements RunnerFormat {
    @Override
    public List<RunnerMigration> write(Job job) {
        List<RunnerMigration> migrations = new ArrayList<>();
        Optional<String> before = job.after();
        for (Piece piece : Pieces.of(job.plan(), false)) {
            String name = job.name().number(piece.index()) + "_" + job.name().unique(piece);
            Beside sql = Beside.of(job, piece, name, piece.asWritten());
            List<PlanFile> files = new ArrayList<>(sql.files());
            files.add(new PlanFile(name + ".py", sql.phase(), false, python(sql, piece.back(), dependency(before))));
            migrations.add(new RunnerMigration(
                    sql.phase(),
                    name,
                    files,
                    new RunnerMigration.Judged(sql.upFile(), sql.upText()),
                    Optional.of(RunnerTransactions.whole(sql.transaction()))));
            before = Optional.of(job.after()
                            .filter(after -> after.contains("."))
                            .map(after -> after.substring(0, after.lastIndexOf('.') + 1))
                            .orElse("")
                    + name);
        }
        return migrations;
    }

    /** The application's label is what stands before the last dot, else the package that the file lies in. */
    private static String dependency(Optional<String> before) {
        return before.map(name -> {
                    int dot = name.lastIndexOf('.');
                    return dot < 0
                            ? "(__name__.split(\".\")[-3], \"" + name + "\")"
                            : "(\"" + name.substring(0, dot) + "\", \"" + name.substring(dot + 1) + "\")";
                })
                .orElse("");
    }

    private static String python(Beside sql, Back back, String dependency) {
        return "from pathlib import Path\n\nfrom django.db import migrations\n\n\n"
                + "def statements(name):\n"
                + "    \"\"\"Each by itself: one that cannot run in a transaction must not share a string.\"\"\"\n"
                + "    text = (Path(__file__).parent / name).read_text(encoding=\"utf-8\")\n"
                + "    return text.split(\"\\n" + Markers.BETWEEN + "\\n\")\n\n\n"
                + "class Migration(migrations.Migration):\n"
                + (sql.transaction() ? "" : "    atomic = False\n")
                + "    dependencies = [" + dependency + "]\n"
                + "    operations = [\n        migrations.RunSQL(\n            sql=statements(\"" + sql.upFile()
                + "\"),\n" + reverse(sql, back) + "        )\n    ]\n";
    }

    private static String reverse(Beside sql, Back back) {
        return switch (back) {
            case Back.Undo undo -> "            reverse_sql=statements(\"" + sql.downFile() + "\"),\n";
            case Back.Nothing nothing -> "            reverse_sql=migrations.RunSQL.noop,\n";
            // Without reverse_sql Django calls the migration irreversible.
            case Back.Never never -> "";
        };
    }
}
