package dev.lockkeeper.effect;

import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.sql.ScriptStatement;
import dev.lockkeeper.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Which measured form a statement is like: the same kind of statement with the same subcommands; among those the one
 * that did what is predicted for the statement, and whose words are nearest. Only forms of one statement are compared.
 */
public final class NearestForm {
    private static final int MOST_OTHERS = 5;
    private static final String PLAIN = "shop";

    private final MeasuredLocks table;
    private final ScriptReader reader;
    private final int major;

    public NearestForm(MeasuredLocks table, ScriptReader reader, int major) {
        this.table = table;
        this.reader = reader;
        this.major = major;
    }

    /** A form and what it did. */
    public record Measured(MeasuredForm form, Measurement measurement) {}

    /** {@code others} are forms of the same shape that did something else, at most five. */
    public record Found(Measured nearest, List<Measured> others) {
        public Found {
            others = List.copyOf(others);
        }
    }

    /** Empty when no form has this shape. */
    public Optional<Found> to(StatementEffects wanted) {
        String shape = shape(wanted.statement().meaning());
        Set<String> words = words(wanted.statement().sql());
        String command = command(wanted.statement().sql());
        ToDoubleFunction<Measured> closeness = candidate -> closeness(candidate, wanted, words);
        List<Measured> candidates = MeasuredForms.all().stream()
                .filter(form -> form.on(major) && command(form.statement()).equals(command))
                .filter(form -> shapeOf(form).equals(Optional.of(shape)))
                .flatMap(form -> table.of(form).stream().map(measured -> new Measured(form, measured)))
                .sorted(Comparator.comparingDouble(closeness).reversed())
                .toList();
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        Measured nearest = candidates.getFirst();
        List<Measured> others = new ArrayList<>();
        for (Measured other : candidates) {
            boolean seen = outcome(other).equals(outcome(nearest))
                    || others.stream().anyMatch(known -> outcome(known).equals(outcome(other)));
            if (!seen && others.size() < MOST_OTHERS) {
                others.add(other);
            }
        }
        return Optional.of(new Found(nearest, others));
    }

    /** What differs between forms of one shape, whatever their tables are called. */
    private static String outcome(Measured measured) {
        Measurement did = measured.measurement();
        return did.sqlState()
                + did.alone()
                + !did.rewritten().isEmpty()
                + !did.scans().isEmpty()
                + did.locks().values()
                + did.indexes().size();
    }

    private Optional<String> shapeOf(MeasuredForm form) {
        return switch (reader.read("form", form.statement())) {
            case ScriptOutcome.Unreadable unreadable -> Optional.empty();
            case ScriptOutcome.Read read -> single(read.script()).map(statement -> shape(statement.meaning()));
        };
    }

    private static Optional<ScriptStatement> single(Script script) {
        return script.statements().size() == 1 ? Optional.of(script.statements().getFirst()) : Optional.empty();
    }

    private static double closeness(Measured candidate, StatementEffects wanted, Set<String> words) {
        Measurement did = candidate.measurement();
        Set<String> refused =
                wanted.all(Effect.Refused.class).map(Effect.Refused::sqlState).collect(Collectors.toSet());
        double score = did.sqlState().isEmpty() == refused.isEmpty() ? 4 : 0;
        score += refused.contains(did.sqlState()) ? 4 : 0;
        score += !did.rewritten().isEmpty() == wanted.has(Effect.RewritesTable.class) ? 1 : 0;
        score += did.alone() || !did.scans().isEmpty() == wanted.has(Effect.ScansTable.class) ? 1 : 0;
        score += strongest(did).equals(strongest(wanted)) ? 1 : 0;
        // The plain situation answers for whoever has no special one.
        score += candidate.form().section().equals(PLAIN) ? 0.5 : 0;
        // Forms write keywords in capitals: what is small and not asked for is only the name of somebody's table.
        Set<String> own = Arrays.stream(candidate.form().statement().split("[^A-Za-z_0-9]+", -1))
                .filter(word -> word.equals(word.toUpperCase(Locale.ROOT)) || words.contains(word))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .filter(word -> word.length() > 2)
                .collect(Collectors.toSet());
        Set<String> common = new HashSet<>(own);
        common.retainAll(words);
        Set<String> all = new HashSet<>(own);
        all.addAll(words);
        return score + 2.0 * common.size() / Math.max(1, all.size());
    }

    private static Optional<LockMode> strongest(Measurement did) {
        return did.locks().values().stream().flatMap(Set::stream).max(LockMode::compareTo);
    }

    private static Optional<LockMode> strongest(StatementEffects wanted) {
        return wanted.all(Effect.AcquiresLock.class)
                .map(Effect.AcquiresLock::mode)
                .max(LockMode::compareTo);
    }

    private static Set<String> words(String sql) {
        return Arrays.stream(sql.toLowerCase(Locale.ROOT).split("[^a-z_0-9]+", -1))
                .filter(word -> word.length() > 2)
                .collect(Collectors.toSet());
    }

    /** The first word: forms of another command need not be read. */
    private static String command(String sql) {
        return sql.strip().toLowerCase(Locale.ROOT).split("[^a-z]", 2)[0];
    }

    private static String shape(Statement statement) {
        return switch (statement) {
            case RelationStatement.AlterTable alter ->
                alter.kind() + " "
                        + alter.actions().stream()
                                .map(NearestForm::shape)
                                .collect(Collectors.toCollection(TreeSet::new));
            case ObjectStatement.Drop drop -> "DROP " + drop.kind() + drop.concurrently();
            case ObjectStatement.Rename rename -> "RENAME " + rename.kind();
            case RelationStatement.CreateIndex create -> "INDEX " + create.concurrently() + create.unique();
            case RelationStatement.Reindex reindex -> "REINDEX " + reindex.kind() + reindex.concurrently();
            case RelationStatement.Vacuum vacuum -> "VACUUM " + vacuum.vacuum() + vacuum.full();
            case RelationStatement.LockTable lock -> "LOCK " + lock.mode();
            case ObjectStatement.SetSchema set -> "SCHEMA " + set.kind();
            case ObjectStatement.SetOwner set -> "OWNER " + set.kind();
            case ObjectStatement.Comment comment -> "COMMENT " + comment.kind();
            case RelationStatement.CreateTable create ->
                "TABLE " + create.partitionOf().isPresent() + !create.inherits().isEmpty();
            case RelationStatement.RefreshMaterializedView refresh -> "REFRESH " + refresh.concurrently();
            default -> statement.getClass().getSimpleName();
        };
    }

    private static String shape(AlterAction action) {
        return switch (action) {
            case AlterAction.AddConstraint add ->
                "AddConstraint " + add.constraint().kind() + add.constraint().notValid()
                        + add.constraint().notEnforced()
                        + add.constraint().index().isPresent();
            case AlterAction.DetachPartition detach -> "DetachPartition " + detach.concurrently();
            case AlterAction.SetInheritance set -> "SetInheritance " + set.add();
            default -> action.getClass().getSimpleName();
        };
    }
}
