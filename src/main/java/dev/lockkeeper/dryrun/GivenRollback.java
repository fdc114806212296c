package dev.lockkeeper.dryrun;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The way back that came with the migration, executed on a copy of its own: the submitted text up, this down, compared
 * with the start, and up again.
 *
 * @param name its file, as the user gave it
 * @param failure where it stopped
 * @param schema in what the schema afterwards is not the one from before
 * @param rows in what the rows of tables from before are not those from before
 * @param failedAgain where the text stopped when it ran again
 * @param again in what the schema then is not the one from the first time
 */
public record GivenRollback(
        String name,
        Optional<SqlFailure> failure,
        List<String> schema,
        List<String> rows,
        Optional<SqlFailure> failedAgain,
        List<String> again) {
    private static final int SHOWN = 5;

    public GivenRollback {
        schema = List.copyOf(schema);
        rows = List.copyOf(rows);
        again = List.copyOf(again);
    }

    /** It leads back to the schema from before, and the migration runs again; rows may be lost. */
    public boolean restoresSchema() {
        return failure.isEmpty() && schema.isEmpty() && failedAgain.isEmpty() && again.isEmpty();
    }

    /** Everything is as before. */
    public boolean proven() {
        return restoresSchema() && rows.isEmpty();
    }

    /** The outcome in words; names come from SQL, so whoever shows them escapes them. */
    public String sentence() {
        return proven()
                ? name + " leads back to the schema and the rows from before, and the migration runs again after it."
                : name
                        + (restoresSchema()
                                ? " leads back to the schema, but not to the rows: "
                                : " does not lead back: ")
                        + defects() + ".";
    }

    private static String words(SqlFailure at) {
        return "statement " + at.step() + " fails with " + at.sqlState() + " " + at.message();
    }

    /** What is wrong with it, the first few things. */
    public String defects() {
        List<String> all = Stream.of(
                        failure.stream().map(GivenRollback::words),
                        schema.stream(),
                        rows.stream(),
                        failedAgain.stream().map(at -> "up again: " + words(at)),
                        again.stream().map(what -> "up again: " + what))
                .flatMap(part -> part)
                .toList();
        return String.join("; ", all.subList(0, Math.min(SHOWN, all.size())))
                + (all.size() > SHOWN ? "; and " + (all.size() - SHOWN) + " more" : "");
    }
}
