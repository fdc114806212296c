package dev.lockkeeper.sql.dml;

import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.sf.jsqlparser.schema.Table;

/**
 * The names that one part of a query sees: its own FROM items and those of the query around it. A derived table
 * (subquery, WITH query, function) has a name and no table behind it: what it reads is found where it stands.
 */
final class UseScope {
    private final Optional<UseScope> outer;
    private final Map<String, Optional<QualifiedName>> byAlias = new LinkedHashMap<>();
    private final Set<String> withQueries = new LinkedHashSet<>();

    private UseScope(Optional<UseScope> outer) {
        this.outer = outer;
    }

    static UseScope outermost() {
        return new UseScope(Optional.empty());
    }

    UseScope inner() {
        return new UseScope(Optional.of(this));
    }

    void addWithQuery(String name) {
        withQueries.add(name);
    }

    void addDerived(String alias) {
        byAlias.put(alias, Optional.empty());
    }

    /** The table behind a FROM item, which is now visible by its alias; empty for the name of a WITH query. */
    Optional<QualifiedName> add(Table table) {
        QualifiedName name = name(table);
        Optional<QualifiedName> real =
                !name.hasSchema() && isWithQuery(name.name()) ? Optional.empty() : Optional.of(name);
        byAlias.put(
                table.getAlias() == null ? name.name() : folded(table.getAlias().getName()), real);
        return real;
    }

    private boolean isWithQuery(String name) {
        return withQueries.contains(name)
                || outer.map(scope -> scope.isWithQuery(name)).orElse(false);
    }

    /** The tables that {@code qualifier} may stand for: none when it names a derived table. */
    List<QualifiedName> named(String qualifier) {
        Optional<QualifiedName> own = byAlias.getOrDefault(qualifier, Optional.empty());
        return byAlias.containsKey(qualifier)
                ? own.stream().toList()
                : outer.map(scope -> scope.named(qualifier)).orElse(List.of());
    }

    boolean knows(String alias) {
        return byAlias.containsKey(alias)
                || outer.map(scope -> scope.knows(alias)).orElse(false);
    }

    /** Every table that an unqualified column may belong to, the nearest first. */
    List<QualifiedName> all() {
        List<QualifiedName> tables = new ArrayList<>(own());
        outer.ifPresent(scope -> tables.addAll(scope.all()));
        return tables.stream().distinct().toList();
    }

    /** The tables of this part's own FROM: what {@code *} returns. */
    List<QualifiedName> own() {
        return byAlias.values().stream().flatMap(Optional::stream).distinct().toList();
    }

    static QualifiedName name(Table table) {
        String schema = table.getSchemaName();
        return QualifiedName.of(schema == null ? "" : folded(schema), folded(table.getName()));
    }

    /** An identifier as PostgreSQL folds it: quotes off, else lower case. */
    static String folded(String written) {
        String text = written.strip();
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
                : text.toLowerCase(Locale.ROOT);
    }
}
