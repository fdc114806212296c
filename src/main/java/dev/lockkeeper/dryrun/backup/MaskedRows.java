package dev.lockkeeper.dryrun.backup;

import dev.lockkeeper.catalog.Table;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Masks rows of one table between the dump and the server: no original value of a masked column gets further. */
public final class MaskedRows {
    private static final byte[] NULL = {'\\', 'N'};

    private record Rule(Mask mask, ColumnForm form) {}

    private final List<Optional<Rule>> rules;
    private final KeyedHash hash;

    /** {@code masks} by column; those of {@code header} stand in the order of the rows' fields. */
    public MaskedRows(CopyHeader header, Map<String, Mask> masks, Table table, KeyedHash hash) {
        this.rules = header.columns().stream()
                .map(name -> Optional.ofNullable(masks.get(name)).map(mask -> new Rule(mask, form(table, name))))
                .toList();
        this.hash = hash;
    }

    private static ColumnForm form(Table table, String column) {
        return table.column(column)
                .map(found -> ColumnForm.of(found.type()))
                .orElse(new ColumnForm(ColumnForm.Kind.OTHER, Optional.empty()));
    }

    /** All rows of the COPY, masked; {@code random} deals shuffled values out. */
    public RowSource over(RowSource rows, RandomGenerator random) {
        RowSource masked = () -> {
            Optional<byte[]> row = rows.next();
            return row.isPresent() ? Optional.of(mask(row.get())) : row;
        };
        List<Integer> shuffled = IntStream.range(0, rules.size())
                .filter(i -> rules.get(i)
                        .filter(rule -> rule.mask() instanceof Mask.Shuffle)
                        .isPresent())
                .boxed()
                .toList();
        return shuffled.isEmpty() ? masked : new ShuffledRows(masked, shuffled, random);
    }

    /** A row in COPY's text format with its masked fields replaced, shuffled ones excepted; one with too few or too many fields is refused. */
    public byte[] mask(byte[] row) throws BackupException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(row.length + 64);
        int field = 0;
        int from = 0;
        for (int i = 0; i <= row.length; i++) {
            if (i < row.length && row[i] != '\t') {
                continue;
            }
            if (field == rules.size()) {
                throw wrong();
            }
            if (field > 0) {
                out.write('\t');
            }
            Optional<Rule> rule = rules.get(field++);
            if (rule.isEmpty() || CopyText.isNull(row, from, i)) {
                out.write(row, from, i - from);
            } else {
                out.writeBytes(masked(rule.get(), row, from, i));
            }
            from = i + 1;
        }
        if (field != rules.size()) {
            throw wrong();
        }
        return out.toByteArray();
    }

    private byte[] masked(Rule rule, byte[] row, int from, int to) {
        return switch (rule.mask()) {
            case Mask.ToNull n -> NULL;
            case Mask.Shuffle s -> Arrays.copyOfRange(row, from, to);
            case Mask.Fixed fixed -> CopyText.field(fixed.value());
            case Mask.Hash h -> {
                String value = rule.form().comparable(CopyText.value(row, from, to));
                yield CopyText.field(
                        rule.form().kind() == ColumnForm.Kind.UUID
                                ? hash.uuid(value)
                                : hash.text(value, rule.form().length().orElse(Integer.MAX_VALUE)));
            }
            case Mask.Email e -> {
                String value = rule.form().comparable(CopyText.value(row, from, to));
                int room = rule.form().length().orElse(Integer.MAX_VALUE) - ColumnForm.DOMAIN.length();
                yield CopyText.field(hash.text(value, room) + ColumnForm.DOMAIN);
            }
        };
    }

    private static BackupException wrong() {
        return new BackupException(
                "a row of the dump has not the fields that its COPY names", "Dump again with pg_dump.");
    }
}
