package dev.lockkeeper.plan.runner;

import dev.lockkeeper.effect.RunnerTransactions;
import dev.lockkeeper.plan.PlanFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code 42_words.py} with its SQL beside it. Alembic may run all revisions in one transaction, as its configuration
 * says; so each one is an {@code autocommit_block} and brings BEGIN and COMMIT along.
 */
final class AlembicFiles implements RunnerFormat {
    @Override
    public List<RunnerMigration> write(Job job) {
        List<RunnerMigration> migrations = new ArrayList<>();
        Optional<String> before = job.after();
        for (Piece piece : Pieces.of(job.plan(), false)) {
            String revision = job.name().number(piece.index());
            String name = revision + "_" + job.name().unique(piece);
            Beside sql = Beside.of(job, piece, name, true);
            List<PlanFile> files = new ArrayList<>(sql.files());
            files.add(new PlanFile(name + ".py", sql.phase(), false, python(revision, before, sql, piece.back())));
            migrations.add(new RunnerMigration(
                    sql.phase(),
                    name,
                    files,
                    new RunnerMigration.Judged(sql.upFile(), sql.upText()),
                    Optional.of(RunnerTransactions.whole(false))));
            before = Optional.of(revision);
        }
        return migrations;
    }

    private static String python(String revision, Optional<String> before, Beside sql, Back back) {
        return "from pathlib import Path\n\nfrom alembic import op\n\n"
                + "revision = \"" + revision + "\"\n"
                + "down_revision = " + before.map(name -> "\"" + name + "\"").orElse("None") + "\n"
                + "branch_labels = None\ndepends_on = None\n\n\n"
                + "def execute_beside(name):\n"
                + "    \"\"\"Each statement by itself, outside of Alembic's transaction: the SQL has its own.\"\"\"\n"
                + "    text = (Path(__file__).parent / name).read_text(encoding=\"utf-8\")\n"
                + "    with op.get_context().autocommit_block():\n"
                + "        for sql in text.split(\"\\n" + Markers.BETWEEN + "\\n\"):\n"
                + "            op.get_bind().exec_driver_sql(sql, execution_options={\"no_parameters\": True})\n\n\n"
                + "def upgrade():\n    execute_beside(\"" + sql.upFile() + "\")\n\n\n"
                + "def downgrade():\n" + down(sql, back);
    }

    private static String down(Beside sql, Back back) {
        return switch (back) {
            case Back.Undo undo -> "    execute_beside(\"" + sql.downFile() + "\")\n";
            case Back.Nothing nothing -> "    pass  # Nothing to do: " + nothing.why() + "\n";
            case Back.Never never -> "    raise RuntimeError(\"" + never.why().replaceAll("[\"\\\\]", "") + "\")\n";
        };
    }
}
