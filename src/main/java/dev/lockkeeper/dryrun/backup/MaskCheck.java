package dev.lockkeeper.dryrun.backup;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether rules fit production's schema: every column is there and has a type that its mask can fill, unique values stay
 * unique, and both sides of a foreign key get the same mask.
 */
public final class MaskCheck {
    private final Catalog catalog;
    private final MaskRules rules;

    public MaskCheck(Catalog catalog, MaskRules rules) {
        this.catalog = catalog;
        this.rules = rules;
    }

    public void check() throws BackupException {
        for (Map.Entry<QualifiedName, Map<String, Mask>> entry : rules.tables().entrySet()) {
            Table table = catalog.table(entry.getKey())
                    .orElseThrow(() -> refused(
                            "there is no table " + entry.getKey().display(), "Correct the name in the masking rules."));
            for (Map.Entry<String, Mask> rule : entry.getValue().entrySet()) {
                Column column = table.column(rule.getKey())
                        .orElseThrow(() -> refused(
                                table.name().display() + " has no column " + rule.getKey(),
                                "Correct the name in the masking rules."));
                column(table, column, rule.getValue());
            }
        }
        for (Table table : catalog.tables().toList()) {
            for (Constraint key : catalog.foreignKeysOf(table.name())) {
                foreignKey(table, key);
            }
        }
    }

    private void column(Table table, Column column, Mask mask) throws BackupException {
        String name = table.name().display() + "." + column.name();
        ColumnForm form = ColumnForm.of(column.type());
        Optional<String> reason = form.refuses(mask);
        if (reason.isPresent()) {
            throw refused(name + " cannot be masked with " + mask.word() + ": " + reason.get(), "Choose another rule.");
        }
        if (!mask.keepsNulls() && table.provenNotNull(column.name())) {
            throw refused(name + " is NOT NULL and cannot become null", "Use hash or fixed.");
        }
        Optional<Index> broken = catalog.indexesOf(table.name()).stream()
                .filter(index -> index.unique()
                        && index.keys().stream().anyMatch(key -> key.column().equals(Optional.of(column.name())))
                        && !staysUnique(index, mask))
                .findFirst();
        if (broken.isPresent()) {
            throw refused(
                    name + " is part of a unique key, in which " + mask.word() + " makes values equal", "Use hash.");
        }
        boolean partitioning =
                table.partitionKey().size() > 1 && table.partitionKey().contains(column.name());
        if (partitioning && mask instanceof Mask.Shuffle) {
            throw refused(
                    name + " decides with other columns into which partition a row goes",
                    "Shuffle no column of such a key.");
        }
    }

    /** A permutation keeps a whole column unique, not the pairs of two columns nor the rows of a condition. */
    private static boolean staysUnique(Index index, Mask mask) {
        return mask.keepsEquality()
                || mask instanceof Mask.Shuffle
                        && index.keys().size() == 1
                        && index.where().isEmpty();
    }

    private void foreignKey(Table table, Constraint key) throws BackupException {
        Optional<Table> target = key.references().flatMap(catalog::table);
        if (target.isEmpty()) {
            return;
        }
        List<String> referenced = key.referencedColumns().isEmpty()
                ? target.get().primaryKey().map(Constraint::columns).orElse(List.of())
                : key.referencedColumns();
        boolean single = key.columns().size() == 1;
        for (int i = 0; i < Math.min(referenced.size(), key.columns().size()); i++) {
            Optional<Mask> own = effective(rules.of(table.name(), key.columns().get(i)), single);
            Optional<Mask> other = effective(rules.of(target.get().name(), referenced.get(i)), single);
            if (Stream.concat(own.stream(), other.stream()).anyMatch(Mask.Shuffle.class::isInstance)) {
                throw refused(
                        "the foreign key " + key.name() + " of " + table.name().display()
                                + " has several columns, and shuffle takes their values apart",
                        "Shuffle no column of such a key.");
            }
            if (!own.equals(other) && !own.equals(Optional.of(new Mask.ToNull()))) {
                throw refused(
                        "the foreign key " + key.name() + " of " + table.name().display()
                                + " would break: its two sides need the same rule",
                        "Give both columns the same rule.");
            }
        }
    }

    /** A shuffled column has the same values as before: to a key of one column that is no mask at all. */
    private static Optional<Mask> effective(Optional<Mask> mask, boolean single) {
        return mask.filter(rule -> !(single && rule instanceof Mask.Shuffle));
    }

    /** The rules for the rows of a table: its own, and those of the tables it is a partition or child of. */
    public Map<String, Mask> of(QualifiedName table) {
        Map<String, Mask> all = new java.util.TreeMap<>(rules.of(table));
        catalog.table(table).stream()
                .flatMap(found -> Stream.concat(found.partitionOf().stream(), found.inherits().stream()))
                .forEach(parent -> of(parent).forEach(all::putIfAbsent));
        return Map.copyOf(all);
    }

    private static BackupException refused(String message, String next) {
        return new BackupException("masking rules: " + message, next);
    }
}
