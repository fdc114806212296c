package dev.lockkeeper.dryrun;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.SchemaFingerprint;
import dev.lockkeeper.dryrun.backup.BackupException;
import dev.lockkeeper.dryrun.backup.BackupFile;
import dev.lockkeeper.dryrun.backup.BackupText;
import dev.lockkeeper.dryrun.backup.KeyedHash;
import dev.lockkeeper.dryrun.backup.Mask;
import dev.lockkeeper.dryrun.backup.MaskCheck;
import dev.lockkeeper.dryrun.backup.MaskRules;
import dev.lockkeeper.dryrun.backup.MaskRulesReader;
import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.dryrun.shadow.ShadowDatabases;
import dev.lockkeeper.dryrun.shadow.ShadowExtension;
import dev.lockkeeper.dryrun.shadow.ShadowRequest;
import dev.lockkeeper.dryrun.shadow.ShadowUnavailableException;
import dev.lockkeeper.dryrun.shadow.TimeLimit;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ScriptReader;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A throwaway server for each pass, into which a dump of production is restored. */
final class BackupGround implements Ground {
    private static final Duration LOADING = Duration.ofMinutes(30);
    private static final int PLAIN_GROWTH = 3;
    private static final int PACKED_GROWTH = 15;

    private final ShadowDatabases databases;
    private final ShadowSource.Backup source;
    private final ScriptReader reader;
    private final DryRunRequest request;
    private final SchemaLoader schema;
    private final SchemaLoader earlier;
    private final BackupFile file;
    private final MaskRules rules;
    private final MaskCheck masks;
    private final SecureRandom random = new SecureRandom();
    private final KeyedHash hash = new KeyedHash(random);
    private final ShadowRequest shadow;
    private final Optional<SchemaFingerprint> wanted;
    private final Instant now;
    private Optional<List<String>> compared = Optional.empty();

    private BackupGround(
            ShadowDatabases databases,
            ShadowSource.Backup source,
            ScriptReader reader,
            DryRunRequest request,
            SchemaLoader schema,
            ShadowRequest base,
            Instant now)
            throws BackupException, ShadowUnavailableException, SQLException, InterruptedException {
        this.databases = databases;
        this.source = source;
        this.reader = reader;
        this.request = request;
        this.schema = schema;
        this.earlier = SchemaLoader.of(reader, request.earlierSql());
        this.now = now;
        this.file = BackupFile.inspect(source.file(), source.asOf());
        this.rules = source.anonymize().isPresent()
                ? MaskRulesReader.read(source.anonymize().get())
                : MaskRules.NONE;
        this.masks = new MaskCheck(catalog(), rules);
        masks.check();
        this.shadow = needing(base);
        this.wanted = RealTables.wanted(databases, source.choice(), base, schema);
    }

    /** Looks at the file and reads it once: whatever is wrong with it or the rules is known before a server starts. */
    static BackupGround of(
            ShadowDatabases databases,
            ShadowSource.Backup source,
            ScriptReader reader,
            DryRunRequest request,
            SchemaLoader schema,
            ShadowRequest base,
            Instant now)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        try {
            return new BackupGround(databases, source, reader, request, schema, base, now);
        } catch (BackupException e) {
            throw unavailable(e);
        }
    }

    private Catalog catalog() {
        return request.original().start();
    }

    private static ShadowUnavailableException unavailable(BackupException e) {
        return new ShadowUnavailableException(e.getMessage() + ". " + e.nextStep(), e);
    }

    private BackupRestore restore() {
        return new BackupRestore(reader, catalog(), masks, !rules.isEmpty(), hash, random);
    }

    private BackupText text() throws BackupException, ShadowUnavailableException, InterruptedException {
        return BackupText.open(file, databases, source.searchPath());
    }

    private ShadowRequest needing(ShadowRequest base)
            throws BackupException, ShadowUnavailableException, InterruptedException {
        BackupRestore.Needs needs;
        try (BackupText text = text()) {
            needs = restore().needs(text);
        }
        for (QualifiedName table : rules.tables().keySet()) {
            if (needs.filled().stream()
                    .noneMatch(filled -> masks.of(filled)
                            .keySet()
                            .containsAll(rules.of(table).keySet()))) {
                throw new BackupException(
                        "masking rules: the backup holds no rows of " + table.display(),
                        "Take the table out of the rules, or take a backup with its rows.");
            }
        }
        Set<String> roles = new HashSet<>(base.stubRoles());
        roles.addAll(needs.roles());
        Map<String, ShadowExtension> extensions = new java.util.TreeMap<>();
        base.extensions().forEach(extension -> extensions.put(extension.name(), extension));
        needs.extensions()
                .forEach(extension -> extensions.putIfAbsent(
                        extension.extension(),
                        new ShadowExtension(
                                extension.extension(), extension.schema().orElse("public"))));
        try {
            return base.withStubRoles(roles)
                    .withExtensions(List.copyOf(extensions.values()))
                    .withLimits(base.limits()
                            .withLifetime(base.limits().lifetime().plus(LOADING))
                            .withDiskBytes(base.limits().diskBytes()
                                    + file.bytes()
                                            * (file.archiveVersion().isPresent() ? PACKED_GROWTH : PLAIN_GROWTH)));
        } catch (IllegalArgumentException e) {
            throw new BackupException("the backup names " + e.getMessage(), "Check where it comes from.", e);
        }
    }

    @Override
    public ShadowDatabase open() throws ShadowUnavailableException, InterruptedException {
        return databases.open(shadow, source.choice());
    }

    @Override
    public Filled fill(ShadowDatabase opened, Set<QualifiedName> touched)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        List<String> refused = new ArrayList<>();
        try (Connection migrator = opened.migrator();
                BackupText text = text();
                TimeLimit limit = opened.limit(LOADING)) {
            refused.addAll(restore().into(migrator, text));
        } catch (BackupException e) {
            throw unavailable(e);
        } catch (SQLException e) {
            throw opened.stopReason().isEmpty()
                    ? e
                    : new SQLException(
                            "restoring the backup was stopped: "
                                    + opened.stopReason().get(),
                            e.getSQLState(),
                            e);
        }
        try (Connection migrator = opened.migrator()) {
            refused.addAll(earlier.load(migrator));
            SyntheticRows.Loaded rows = RealTables.count(migrator, catalog(), touched, "backup " + file.name());
            for (QualifiedName name : rows.rows().keySet()) {
                Rows.execute(migrator, "ANALYZE " + name.sql());
            }
            if (compared.isEmpty()) {
                compared = Optional.of(RealTables.differences(migrator, wanted, "the backup"));
            }
            StubUse.Said said = StubUse.of(opened.stubs(), schema, request, touched, List.of());
            refused.addAll(said.touched());
            return new Filled(rows, refused, said.elsewhere());
        }
    }

    @Override
    public void fillEmpty(Connection migrator, Set<QualifiedName> touched) throws SQLException {
        schema.load(migrator);
    }

    @Override
    public Duration loading() {
        return LOADING;
    }

    @Override
    public Optional<RealRows> realRows(SyntheticRows.Loaded counted) {
        Map<QualifiedName, Map<String, Mask>> masked = new HashMap<>();
        counted.rows().keySet().stream()
                .filter(table -> !masks.of(table).isEmpty())
                .forEach(table -> masked.put(table, masks.of(table)));
        return Optional.of(new RealRows(
                RealRows.Kind.BACKUP,
                file.name(),
                Optional.of(file.takenAt()),
                file.datedBy(),
                Optional.of(Duration.between(file.takenAt(), now)),
                counted.rows(),
                masked));
    }

    @Override
    public List<String> notChecked() {
        return compared.orElse(List.of());
    }
}
