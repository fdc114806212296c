package dev.lockkeeper.dryrun;

import dev.lockkeeper.dryrun.shadow.ExtensionStub;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ScriptStatement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whether a migration touches what only has a stand-in. It goes by names alone, wherever they stand in a text, and finds
 * too much rather than too little: what it finds needs a person.
 */
final class StubUse {
    private static final Pattern WORD =
            Pattern.compile("\"(?:[^\"]|\"\")++\"|[\\p{L}_][\\p{L}\\p{N}_$]*+|[-+*/<>=~!@#%^&|`?]++");

    /** What carries a stand-in on under a name of its own; tables do not, they are asked for themselves. */
    private static final Pattern CARRIER = Pattern.compile(
            "(?is)\\s*CREATE\\s+(?:OR\\s+REPLACE\\s+)?(?:FUNCTION|PROCEDURE|AGGREGATE|OPERATOR|TYPE|DOMAIN|(?:MATERIALIZED\\s+)?VIEW)\\s+"
                    + "(?:(?:\"(?:[^\"]|\"\")++\"|[\\w$]++)\\s*\\.\\s*)?(\"(?:[^\"]|\"\")++\"|[\\w$]++|[-+*/<>=~!@#%^&|`?]++).*");

    private static final Pattern TABLE = Pattern.compile("(?is)\\s*CREATE\\s+(?:UNLOGGED\\s+)?TABLE\\s+"
            + "(?:(?:\"(?:[^\"]|\"\")++\"|[\\w$]++)\\s*\\.\\s*)?(\"(?:[^\"]|\"\")++\"|[\\w$]++).*");

    private final List<ExtensionStub> stubs;
    private final Set<String> names = new TreeSet<>();
    private final Set<String> tables;
    private final List<String> schema;

    private StubUse(List<ExtensionStub> stubs, SchemaLoader schema, Collection<QualifiedName> touched) {
        this.stubs = stubs;
        this.tables = touched.stream().map(QualifiedName::name).collect(Collectors.toSet());
        this.schema = schema.statements().stream().map(ScriptStatement::sql).toList();
        stubs.forEach(stub -> names.addAll(stub.names()));
        boolean grown = !stubs.isEmpty();
        while (grown) {
            grown = names.addAll(this.schema.stream()
                    .filter(this::uses)
                    .map(CARRIER::matcher)
                    .filter(Matcher::matches)
                    .map(carrier -> word(carrier.group(1)))
                    .collect(Collectors.toSet()));
        }
    }

    /**
     * What is said about stand-ins.
     *
     * @param touched stand-ins that the migration touches: the dry run proves nothing about them
     * @param elsewhere the others, and what could not be created because of them
     */
    record Said(List<String> touched, List<String> elsewhere) {}

    /** {@code refused} are statements of the schema that the server did not take. */
    static Said of(
            List<ExtensionStub> stubs,
            SchemaLoader schema,
            DryRunRequest request,
            Collection<QualifiedName> touched,
            List<SchemaLoader.Refused> refused) {
        StubUse use = new StubUse(stubs, schema, touched);
        List<String> asks = new ArrayList<>();
        List<String> elsewhere = new ArrayList<>();
        boolean used =
                use.inMigration(request) || use.schema.stream().anyMatch(sql -> use.uses(sql) && use.concerns(sql));
        stubs.forEach(stub -> {
            if (used) {
                asks.add(stub.sentence() + " The migration touches what may use them");
            } else {
                elsewhere.add(stub.sentence() + " The migration touches nothing that uses them.");
            }
        });
        // An index names its table, and only that one says that the column has a stand-in's type.
        Set<String> users = use.schema.stream()
                .filter(use::uses)
                .map(TABLE::matcher)
                .filter(Matcher::matches)
                .map(table -> word(table.group(1)))
                .collect(Collectors.toSet());
        refused.forEach(line -> {
            boolean harmless = (use.uses(line.sql()) || has(line.sql(), users)) && !use.concerns(line.sql());
            (harmless ? elsewhere : asks).add(line.sentence());
        });
        return new Said(asks, elsewhere);
    }

    private boolean inMigration(DryRunRequest request) {
        return request.original().script().statements().stream()
                        .map(ScriptStatement::sql)
                        .anyMatch(this::uses)
                || request.plan()
                        .steps()
                        .flatMap(step -> step.statements().stream())
                        .anyMatch(this::uses);
    }

    private boolean uses(String sql) {
        return has(sql, names);
    }

    private boolean concerns(String sql) {
        return has(sql, tables);
    }

    private static boolean has(String sql, Set<String> wanted) {
        if (wanted.isEmpty()) {
            return false;
        }
        return WORD.matcher(sql).results().anyMatch(word -> wanted.contains(word(word.group())));
    }

    private static String word(String text) {
        return text.startsWith("\"")
                ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
                : text.toLowerCase(Locale.ROOT);
    }
}
