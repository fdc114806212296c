package dev.lockkeeper.dryrun;

import dev.lockkeeper.catalog.SchemaFingerprint;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.shadow.CloneRequest;
import dev.lockkeeper.dryrun.shadow.CloneServer;
import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.dryrun.shadow.ShadowDatabases;
import dev.lockkeeper.dryrun.shadow.ShadowRequest;
import dev.lockkeeper.dryrun.shadow.ShadowUnavailableException;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ScriptReader;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Copies of a clone, or the clone itself. */
final class CloneGround implements Ground {
    private final ShadowSource.Clone source;
    private final CloneServer server;
    private final DryRunRequest request;
    private final SchemaLoader earlier;
    private final Optional<SchemaFingerprint> wanted;
    private final Instant now;
    private Optional<List<String>> compared = Optional.empty();

    private CloneGround(
            ShadowSource.Clone source,
            CloneServer server,
            ScriptReader reader,
            DryRunRequest request,
            Optional<SchemaFingerprint> wanted,
            Instant now) {
        this.source = source;
        this.server = server;
        this.request = request;
        this.earlier = SchemaLoader.of(reader, request.earlierSql());
        this.wanted = wanted;
        this.now = now;
    }

    static CloneGround of(
            ShadowDatabases databases,
            ShadowSource.Clone source,
            ScriptReader reader,
            DryRunRequest request,
            SchemaLoader schema,
            ShadowRequest shadow,
            Instant now)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        ProductionContext context = request.original().context();
        CloneServer server = CloneServer.check(
                new CloneRequest(
                        source.target(),
                        context.database(),
                        source.production(),
                        shadow.major(),
                        context.setting("TimeZone")
                                .map(zone -> Map.of("TimeZone", zone))
                                .orElse(Map.of())),
                new SecureRandom());
        boolean open = false;
        try {
            CloneGround ground = new CloneGround(
                    source,
                    server,
                    reader,
                    request,
                    RealTables.wanted(databases, source.choice(), shadow, schema),
                    now);
            open = true;
            return ground;
        } finally {
            if (!open) {
                server.close();
            }
        }
    }

    @Override
    public ShadowDatabase open() throws ShadowUnavailableException, SQLException {
        return server.open();
    }

    @Override
    public Filled fill(ShadowDatabase opened, Set<QualifiedName> touched)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        try (Connection migrator = opened.migrator()) {
            List<String> refused = new ArrayList<>(earlier.load(migrator));
            if (compared.isEmpty()) {
                compared = Optional.of(RealTables.differences(migrator, wanted, "the clone"));
            }
            return new Filled(
                    RealTables.count(
                            migrator,
                            request.original().start(),
                            touched,
                            "clone " + source.target().display()),
                    refused,
                    List.of());
        }
    }

    /** The schema is there: only the rows that the original failed on go away. */
    @Override
    public void fillEmpty(Connection migrator, Set<QualifiedName> touched) throws SQLException {
        earlier.load(migrator);
        if (!touched.isEmpty()) {
            Rows.execute(
                    migrator,
                    "TRUNCATE " + touched.stream().map(QualifiedName::sql).collect(Collectors.joining(", "))
                            + " CASCADE");
        }
    }

    @Override
    public boolean severalPasses() {
        return server.copies();
    }

    @Override
    public Optional<RealRows> realRows(SyntheticRows.Loaded counted) {
        return Optional.of(new RealRows(
                RealRows.Kind.CLONE,
                source.target().display(),
                source.asOf(),
                "as given",
                source.asOf().map(at -> Duration.between(at, now)),
                counted.rows(),
                Map.of()));
    }

    @Override
    public List<String> notEnforced() {
        return server.notEnforced();
    }

    @Override
    public List<String> notChecked() {
        return compared.orElse(List.of());
    }

    @Override
    public void close() {
        server.close();
    }
}
