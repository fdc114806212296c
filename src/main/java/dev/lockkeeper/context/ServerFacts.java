package dev.lockkeeper.context;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Everything else about the server that a rule may ask for; each part empty when the context does not say. */
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
        Optional<Locale> locale,
        List<CronJob> cronJobs,
        List<DataFact> dataFacts) {
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
            Optional.empty(),
            List.of(),
            List.of());

    public ServerFacts {
        replicas = List.copyOf(replicas);
        publications = List.copyOf(publications);
        subscriptions = List.copyOf(subscriptions);
        sequences = List.copyOf(sequences);
        invalidIndexes = List.copyOf(invalidIndexes);
        notValidConstraints = List.copyOf(notValidConstraints);
        unusedIndexes = List.copyOf(unusedIndexes);
        foreignKeysWithoutIndex = List.copyOf(foreignKeysWithoutIndex);
        roleSettings = Map.copyOf(roleSettings);
        defaultPrivileges = List.copyOf(defaultPrivileges);
        extensions = List.copyOf(extensions);
        cronJobs = List.copyOf(cronJobs);
        dataFacts = List.copyOf(dataFacts);
    }

    /** A replica: lag in bytes and milliseconds, its slot and the WAL kept for it in bytes. */
    public record Replica(
            String name,
            OptionalLong lagBytes,
            OptionalDouble lagMillis,
            Optional<String> slot,
            OptionalLong walKeptBytes) {}

    /** A publication and the tables it sends; no tables with {@code allTables}. */
    public record Publication(String name, boolean allTables, List<QualifiedName> tables) {
        public Publication {
            tables = List.copyOf(tables);
        }
    }

    /** A sequence: last value, its maximum, days until it overflows at today's rate, and the type of the key behind it. */
    public record SequenceFacts(
            QualifiedName sequence,
            OptionalLong lastValue,
            OptionalLong maxValue,
            OptionalDouble daysToOverflow,
            Optional<String> columnType) {}

    /** Encoding, collation with its provider and version, character type. */
    public record Locale(
            Optional<String> encoding,
            Optional<String> collation,
            Optional<String> characterType,
            Optional<String> provider,
            Optional<String> collationVersion) {}

    /** A job of pg_cron: its schedule and command. */
    public record CronJob(String schedule, String command, Optional<String> database) {}
}
