package dev.lockkeeper.context;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Everything else about the server that a rule may ask for; each part empty when the context does not say.
 *
 * @param oldestTransactionAge age of the oldest unfrozen row in transactions: {@code age(datfrozenxid)}
 * @param roleSettings settings by role, from {@code pg_db_role_setting}
 * @param extensionVersions installed version by name of the extension, from {@code pg_extension}
 * @param dataFacts exact counts made before the review
 * @param tablespace the database's own: where lies what names none
 */
public record ServerFacts(
        List<Replica> replicas,
        List<Publication> publications,
        List<String> subscriptions,
        List<SequenceFacts> sequences,
        OptionalLong oldestTransactionAge,
        OptionalLong preparedTransactions,
        List<QualifiedName> invalidIndexes,
        List<String> notValidConstraints,
        List<QualifiedName> unusedIndexes,
        List<String> foreignKeysWithoutIndex,
        Map<String, Map<String, String>> roleSettings,
        List<String> defaultPrivileges,
        List<String> extensions,
        Map<String, String> extensionVersions,
        Optional<Locale> locale,
        List<CronJob> cronJobs,
        List<DataFact> dataFacts,
        Optional<String> tablespace) {
    public static final ServerFacts NOTHING = new ServerFacts(
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            Map.of(),
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty());

    public ServerFacts {
        Facts.notNegative("oldest_transaction_age", oldestTransactionAge);
        Facts.notNegative("prepared_transactions", preparedTransactions);
        replicas = List.copyOf(replicas);
        publications = List.copyOf(publications);
        subscriptions = List.copyOf(subscriptions);
        sequences = List.copyOf(sequences);
        invalidIndexes = List.copyOf(invalidIndexes);
        notValidConstraints = List.copyOf(notValidConstraints);
        unusedIndexes = List.copyOf(unusedIndexes);
        foreignKeysWithoutIndex = List.copyOf(foreignKeysWithoutIndex);
        roleSettings = Facts.copy(roleSettings);
        defaultPrivileges = List.copyOf(defaultPrivileges);
        extensions = List.copyOf(extensions);
        extensionVersions = Map.copyOf(extensionVersions);
        cronJobs = List.copyOf(cronJobs);
        dataFacts = List.copyOf(dataFacts);
    }

    /** The same with these counts. */
    public ServerFacts withDataFacts(List<DataFact> value) {
        return with(sequences, value);
    }

    /** The same with these sequences. */
    public ServerFacts withSequences(List<SequenceFacts> value) {
        return with(value, dataFacts);
    }

    private ServerFacts with(List<SequenceFacts> newSequences, List<DataFact> newDataFacts) {
        return new ServerFacts(
                replicas,
                publications,
                subscriptions,
                newSequences,
                oldestTransactionAge,
                preparedTransactions,
                invalidIndexes,
                notValidConstraints,
                unusedIndexes,
                foreignKeysWithoutIndex,
                roleSettings,
                defaultPrivileges,
                extensions,
                extensionVersions,
                locale,
                cronJobs,
                newDataFacts,
                tablespace);
    }

    /** A replica: lag in bytes and milliseconds, its slot and the WAL kept for it in bytes. */
    public record Replica(
            @JsonProperty(required = true) String name,
            OptionalLong lagBytes,
            OptionalDouble lagMillis,
            Optional<String> slot,
            OptionalLong walKeptBytes) {
        public Replica {
            Facts.notBlank("name", name);
            Facts.notNegative("lag_bytes", lagBytes);
            Facts.notNegative("lag_millis", lagMillis);
            Facts.notNegative("wal_kept_bytes", walKeptBytes);
        }
    }

    /** A publication and the tables it sends; no tables with {@code allTables}. */
    public record Publication(
            @JsonProperty(required = true) String name, boolean allTables, List<QualifiedName> tables) {
        public Publication {
            tables = List.copyOf(tables);
        }
    }

    /** A sequence: last value, its maximum, days until it overflows at today's rate, and the key it fills. */
    public record SequenceFacts(
            @JsonProperty(required = true) QualifiedName sequence,
            OptionalLong lastValue,
            OptionalLong maxValue,
            OptionalDouble daysToOverflow,
            Optional<QualifiedName> table,
            Optional<String> column,
            Optional<String> columnType) {
        public SequenceFacts {
            Facts.notNegative("days_to_overflow", daysToOverflow);
        }
    }

    /** Encoding, collation with its provider and version, character type. */
    public record Locale(
            Optional<String> encoding,
            Optional<String> collation,
            Optional<String> characterType,
            Optional<String> provider,
            Optional<String> collationVersion) {}

    /** A job of pg_cron: its schedule and command. */
    public record CronJob(
            @JsonProperty(required = true) String schedule,
            @JsonProperty(required = true) String command,
            Optional<String> database) {}
}
