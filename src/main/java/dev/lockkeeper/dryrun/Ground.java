package dev.lockkeeper.dryrun;

import dev.lockkeeper.dryrun.forecast.ForecastEvidence;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.dryrun.shadow.ShadowUnavailableException;
import dev.lockkeeper.pg.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a dry run runs on: a database for each pass, and how schema and rows get into it. */
interface Ground extends AutoCloseable {
    /**
     * Schema and rows of a pass.
     *
     * @param notChecked what could not be had and needs a person
     * @param elsewhere what could not be had and the migration does not touch
     */
    record Filled(SyntheticRows.Loaded rows, List<String> notChecked, List<String> elsewhere) {
        public Filled {
            notChecked = List.copyOf(notChecked);
            elsewhere = List.copyOf(elsewhere);
        }
    }

    /** A database of its own for one pass; closing it takes it away. */
    ShadowDatabase open() throws ShadowUnavailableException, SQLException, InterruptedException;

    Filled fill(ShadowDatabase shadow, Set<QualifiedName> touched)
            throws ShadowUnavailableException, SQLException, InterruptedException;

    /** The schema alone, for an original that cannot run on the rows. */
    void fillEmpty(Connection migrator, Set<QualifiedName> touched) throws SQLException;

    /** How long filling may take beyond the time of the pass. */
    default Duration loading() {
        return Duration.ZERO;
    }

    /** Whether each pass has a database of its own; where not, only the plan runs. */
    default boolean severalPasses() {
        return true;
    }

    /** Whether two passes may run at the same time: where their rows are few enough for one machine. */
    default boolean atOnce() {
        return false;
    }

    /** Production's own rows, when that is what {@code counted} are. */
    default Optional<RealRows> realRows(SyntheticRows.Loaded counted) {
        return Optional.empty();
    }

    /** Durations in production, where rows can be made at several sizes; production's own rows are measured as they are. */
    default ForecastEvidence forecast(
            DryRunRequest given, Run proof, Map<QualifiedName, Long> rows, Set<QualifiedName> touched)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        return given.forecast().off()
                ? ForecastEvidence.NONE
                : new ForecastEvidence(
                        List.of(),
                        List.of(
                                "A measured forecast at several sizes: the dry run had production's rows, at one size."));
    }

    /** Limits of the locked room that are not there, one sentence each. */
    default List<String> notEnforced() {
        return List.of();
    }

    /** What was found out about the ground as a whole and needs a person. */
    default List<String> notChecked() {
        return List.of();
    }

    @Override
    default void close() {}
}
