package dev.lockkeeper.rule.security;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.sql.Persistence;
import dev.lockkeeper.sql.RelationStatement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Most tables beside it can be used by a role that gets nothing on the new one. */
@AutoService(Rule.class)
public final class NewTableWithoutGrants implements Rule {
    private static final int NEIGHBOURS = 2;

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.statements().stream()
                .flatMap(at -> at.statement().meaning() instanceof RelationStatement.CreateTable create
                                && create.persistence() != Persistence.TEMPORARY
                                && create.partitionOf().isEmpty()
                        ? hit(analysis, at, at.before().forNew(create.table())).stream()
                        : Stream.empty());
    }

    private static Optional<Hit> hit(Analysis analysis, StatementEffects at, QualifiedName table) {
        if (at.before().table(table).isPresent() || analysis.end().table(table).isEmpty()) {
            return Optional.empty();
        }
        List<String> granted = analysis.end().grantees(table);
        List<String> missing = usualRoles(analysis.start(), table.schema()).stream()
                .filter(role -> !granted.contains(role) && !byDefault(analysis, table.schema(), role))
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(Hit.at(
                        at,
                        "most tables of schema " + table.schema() + " can be used by " + String.join(", ", missing)
                                + ", the new " + table.display()
                                + " cannot: the first query on it fails with permission denied (42501).",
                        "GRANT in the same phase what the tables beside it have, or ALTER DEFAULT PRIVILEGES once."));
    }

    /** Roles with a right on more than half of the schema's tables. */
    private static List<String> usualRoles(Catalog catalog, String schema) {
        List<QualifiedName> neighbours = catalog.tables()
                .filter(table -> table.name().schema().equals(schema)
                        && table.partitionOf().isEmpty())
                .map(Table::name)
                .toList();
        Map<String, Long> counts = neighbours.stream()
                .flatMap(name -> catalog.grantees(name).stream())
                .collect(Collectors.groupingBy(role -> role, Collectors.counting()));
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= NEIGHBOURS && entry.getValue() * 2 > neighbours.size())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static boolean byDefault(Analysis analysis, String schema, String role) {
        String quoted = Pattern.quote(role);
        Pattern gives = Pattern.compile("(?is)^(?!.*\\bIN SCHEMA\\b(?!\\s+\"?" + Pattern.quote(schema)
                + "\"?\\b)).*\\bGRANT\\b.*\\bON TABLES TO\\b.*(?<![\\w$])" + quoted + "(?![\\w$]).*");
        return analysis.context().server().defaultPrivileges().stream()
                .anyMatch(text -> gives.matcher(text).matches());
    }
}
