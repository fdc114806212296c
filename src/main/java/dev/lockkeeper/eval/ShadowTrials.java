package dev.lockkeeper.eval;

import dev.lockkeeper.draft.ModelText;
import dev.lockkeeper.dryrun.MeasuredScript;
import dev.lockkeeper.dryrun.SchemaLoader;
import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.dryrun.shadow.ShadowDatabases;
import dev.lockkeeper.dryrun.shadow.ShadowExtension;
import dev.lockkeeper.dryrun.shadow.ShadowRequest;
import dev.lockkeeper.dryrun.shadow.ShadowUnavailableException;
import dev.lockkeeper.dryrun.shadow.TimeLimit;
import dev.lockkeeper.gate.Production;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Trials on throwaway servers of production's major, with the rows of the set. */
public final class ShadowTrials implements Trials {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int LONGEST = 160;

    private final ShadowDatabases databases;
    private final ShadowChoice choice;
    private final ScriptReader reader;

    public ShadowTrials(ShadowDatabases databases, ShadowChoice choice, ScriptReader reader) {
        this.databases = databases;
        this.choice = choice;
        this.reader = reader;
    }

    @Override
    public Trial run(EvalSet set, EvalIntent intent, Production production, List<String> files) {
        SchemaLoader schema = SchemaLoader.of(
                reader, production.schema().map(text -> text.sql()).orElse(""));
        ShadowRequest request = ShadowRequest.forMajor(
                        production.context().version().major())
                .withStubRoles(schema.roles())
                .withExtensions(schema.extensions().stream()
                        .map(each -> new ShadowExtension(
                                each.extension(), each.schema().orElse("public")))
                        .toList());
        try (ShadowDatabase shadow = databases.open(request, choice);
                TimeLimit limit = shadow.limit(LIMIT)) {
            fill(set, intent, schema, shadow);
            return tried(intent, production, files, shadow);
        } catch (ShadowUnavailableException | SQLException e) {
            throw new EvalException(
                    set.name() + ", " + intent.name() + ": the throwaway server failed: " + e.getMessage()
                            + ". Correct the rows of the set, or see lockkeeper doctor.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EvalException("cancelled", e);
        }
    }

    private static void fill(EvalSet set, EvalIntent intent, SchemaLoader schema, ShadowDatabase shadow)
            throws SQLException {
        try (Connection migrator = shadow.migrator()) {
            List<String> refused = schema.load(migrator);
            if (!refused.isEmpty()) {
                throw new SQLException(String.join("; ", refused));
            }
            for (String sql : List.of(set.rows(), intent.rows(), "ANALYZE")) {
                if (!sql.isBlank()) {
                    Rows.execute(migrator, sql);
                }
            }
        }
    }

    private Trial tried(EvalIntent intent, Production production, List<String> files, ShadowDatabase shadow)
            throws SQLException {
        List<String> wrong = new ArrayList<>();
        try (Connection looks = shadow.migrator()) {
            Inventory before = Inventory.read(looks);
            try (MeasuredScript script = new MeasuredScript(shadow, before.rows())) {
                run(files, script, () -> works(intent.meanwhile(), looks, wrong), wrong);
                Hazards hazards = Hazards.of(script.measured(), production, before.rows());
                if (wrong.isEmpty()) {
                    wrong.addAll(before.lostIn(Inventory.read(looks), intent.mayLose()));
                    wrong.addAll(invalid(looks));
                    reached(intent, looks, wrong);
                    works(intent.works(), looks, wrong);
                }
                return new Trial(wrong, hazards.hurting(), hazards.impatient());
            }
        }
    }

    /** Something to look at between two files. */
    private interface Look {
        void look() throws SQLException;
    }

    /** {@code meanwhile} happens after each file that another one follows, and after the only one. */
    private void run(List<String> files, MeasuredScript script, Look meanwhile, List<String> wrong)
            throws SQLException {
        int left = files.size();
        for (String file : files) {
            left--;
            switch (reader.read("draft.sql", file)) {
                case ScriptOutcome.Unreadable unreadable -> wrong.add("does not parse: " + unreadable.message());
                case ScriptOutcome.Read read -> {
                    try {
                        script.run(read.script());
                    } catch (SQLException e) {
                        wrong.add("fails: " + Rows.state(e) + " " + Rows.message(e));
                    }
                }
            }
            if (wrong.isEmpty() && (left > 0 || files.size() == 1)) {
                meanwhile.look();
            }
            if (!wrong.isEmpty()) {
                return;
            }
        }
    }

    private static List<String> invalid(Connection looks) throws SQLException {
        return Rows.query(looks, "SELECT indexrelid::regclass FROM pg_catalog.pg_index WHERE NOT indisvalid").stream()
                .map(row -> "leaves the invalid index " + row.getFirst())
                .toList();
    }

    private static void reached(EvalIntent intent, Connection looks, List<String> wrong) {
        for (String check : intent.reached()) {
            try {
                if (!Rows.query(looks, check).equals(List.of(List.of("t")))) {
                    wrong.add("not reached: " + ModelText.line(check, LONGEST));
                }
            } catch (SQLException e) {
                wrong.add("not reached: " + Rows.message(e) + ": " + ModelText.line(check, LONGEST));
            }
        }
    }

    /** Each in a transaction that is taken back. */
    private static void works(List<String> statements, Connection looks, List<String> wrong) throws SQLException {
        looks.setAutoCommit(false);
        for (String sql : statements) {
            try {
                Rows.execute(looks, sql);
            } catch (SQLException e) {
                wrong.add(
                        "the application's statement fails: " + Rows.message(e) + ": " + ModelText.line(sql, LONGEST));
            } finally {
                looks.rollback();
            }
        }
        looks.setAutoCommit(true);
    }
}
