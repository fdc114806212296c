package dev.lockkeeper.dryrun;

import dev.lockkeeper.dryrun.forecast.ForecastEvidence;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.dryrun.shadow.ShadowDatabases;
import dev.lockkeeper.dryrun.shadow.ShadowRequest;
import dev.lockkeeper.dryrun.shadow.ShadowUnavailableException;
import dev.lockkeeper.pg.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;

/** A throwaway server for each pass, with production's schema and synthetic rows. */
record SyntheticGround(
        ShadowDatabases databases,
        ShadowChoice choice,
        ShadowRequest shadow,
        SchemaLoader schema,
        DryRunRequest request)
        implements Ground {
    @Override
    public ShadowDatabase open() throws ShadowUnavailableException, InterruptedException {
        return databases.open(shadow, choice);
    }

    @Override
    public boolean atOnce() {
        return true;
    }

    @Override
    public Filled fill(ShadowDatabase opened, Set<QualifiedName> touched) throws SQLException {
        try (Connection migrator = opened.migrator()) {
            StubUse.Said said = StubUse.of(opened.stubs(), schema, request, touched, schema.create(migrator));
            return new Filled(
                    new SyntheticRows(
                                    request.original().start(),
                                    request.original().end(),
                                    request.original().context(),
                                    request.rowBudget(),
                                    request.seed())
                            .load(migrator, touched),
                    said.touched(),
                    said.elsewhere());
        }
    }

    @Override
    public void fillEmpty(Connection migrator, Set<QualifiedName> touched) throws SQLException {
        schema.load(migrator);
    }

    @Override
    public ForecastEvidence forecast(
            DryRunRequest given, Run proof, Map<QualifiedName, Long> rows, Set<QualifiedName> touched)
            throws ShadowUnavailableException, InterruptedException {
        return given.forecast().off()
                ? ForecastEvidence.NONE
                : new ForecastPass(given, new SizedRun(given, schema, touched), this::open).run(proof, rows);
    }
}
