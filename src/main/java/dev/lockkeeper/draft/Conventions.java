package dev.lockkeeper.draft;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.sql.ConstraintDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** How this team writes migrations, as far as its schema and its last migrations show it; what is not clear is not said. */
public final class Conventions {
    private static final double CLEARLY = 0.6;
    private static final int FEWEST = 3;

    private Conventions() {}

    /** {@code history} holds the texts of earlier migrations, in any order. */
    public static List<String> of(Catalog catalog, List<String> history) {
        List<String> lines = new ArrayList<>();
        List<Table> tables = catalog.tables().toList();
        most(tables.stream()
                        .flatMap(table -> catalog.indexesOf(table.name()).stream())
                        .filter(index -> index.constraint().isEmpty())
                        .map(Conventions::indexName))
                .ifPresent(form -> lines.add("- Indexes are called " + form + "."));
        most(tables.stream()
                        .flatMap(table -> table.constraints().stream()
                                .filter(key -> key.kind() == ConstraintDefinition.Kind.FOREIGN_KEY)
                                .map(key -> keyName(table, key.name()))))
                .ifPresent(form -> lines.add("- Foreign keys are called " + form + "."));
        most(tables.stream()
                        .flatMap(table -> table.primaryKey().stream()
                                .filter(key -> key.columns().size() == 1)
                                .flatMap(key -> table.column(key.columns().getFirst()).stream()))
                        .map(column -> ProductionBrief.quote(column.type().sql())))
                .ifPresent(type -> lines.add("- Primary keys have the type " + type + "."));
        types(tables, type -> type.startsWith("timestamp"))
                .ifPresent(type -> lines.add("- Points in time have the type " + type + "."));
        types(tables, type -> type.equals("text") || type.startsWith("character varying") || type.startsWith("varchar"))
                .ifPresent(type -> lines.add("- Texts have the type " + type + "."));
        habit(history, "lock_timeout").ifPresent(share -> lines.add("- Migrations set lock_timeout (" + share + ")."));
        habit(history, "concurrently")
                .ifPresent(share -> lines.add("- Indexes are built CONCURRENTLY (" + share + ")."));
        return lines;
    }

    private static Optional<String> types(List<Table> tables, Predicate<String> wanted) {
        return most(tables.stream()
                .flatMap(table -> table.columns().stream())
                .map(Column::type)
                .map(type -> type.sql().toLowerCase(java.util.Locale.ROOT))
                .filter(wanted)
                .map(type -> ProductionBrief.quote(type.replaceAll("\\(.*?\\)", ""))));
    }

    private static Optional<String> habit(List<String> history, String word) {
        long with = history.stream()
                .filter(text -> text.toLowerCase(java.util.Locale.ROOT).contains(word))
                .count();
        return history.size() >= FEWEST && with >= history.size() * CLEARLY
                ? Optional.of(with + " of the last " + history.size() + " migrations")
                : Optional.empty();
    }

    private static String indexName(Index index) {
        String name = index.name().name();
        String columns = String.join("_", index.leadingColumns());
        String table = index.table().name();
        for (String form : List.of(
                "TABLE_COLUMNS_idx",
                "idx_TABLE_COLUMNS",
                "ix_TABLE_COLUMNS",
                "index_TABLE_on_COLUMNS",
                "TABLE_COLUMNS")) {
            if (name.equals(form.replace("TABLE", table).replace("COLUMNS", columns))) {
                return form;
            }
        }
        return name.startsWith("idx_") ? "idx_…" : name.endsWith("_idx") ? "…_idx" : "";
    }

    private static String keyName(Table table, String name) {
        return name.startsWith("fk_")
                ? "fk_…"
                : name.startsWith(table.name().name() + "_") && name.endsWith("_fkey") ? "TABLE_COLUMN_fkey" : "";
    }

    /** What most of them are, when there are a few and most agree. */
    private static Optional<String> most(Stream<String> forms) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        forms.forEach(form -> counts.merge(form, 1, Integer::sum));
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        return counts.entrySet().stream()
                .filter(each -> !each.getKey().isEmpty() && all >= FEWEST && each.getValue() >= all * CLEARLY)
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
