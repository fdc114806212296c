package dev.lockkeeper.effect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The measured lock table of one major: {@code measured/locks-16.tsv}, written by {@code MeasuredLocksTest}
 * with LOCKKEEPER_MEASURE=write, one line a form. How it is measured and repeated: docs/measured-locks.md.
 */
public final class MeasuredLocks {
    private static final int FIELDS_OF_KEY = 2;

    private final Map<String, Measurement> byKey;

    private MeasuredLocks(Map<String, Measurement> byKey) {
        this.byKey = byKey;
    }

    /** Empty for a major that was not measured. */
    public static Optional<MeasuredLocks> of(int major) {
        try (InputStream in = MeasuredLocks.class.getResourceAsStream("measured/locks-" + major + ".tsv")) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(read(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MeasuredLocks read(String text) {
        Map<String, Measurement> rows = new LinkedHashMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            List<String> fields = Arrays.asList(line.split("\t", -1));
            rows.put(
                    fields.get(0) + '\t' + fields.get(1),
                    Measurement.parse(fields.subList(FIELDS_OF_KEY, fields.size())));
        });
        return new MeasuredLocks(rows);
    }

    /** What the form did; empty when it is not measured on this major. */
    public Optional<Measurement> of(MeasuredForm form) {
        return Optional.ofNullable(byKey.get(form.key()));
    }

    public int size() {
        return byKey.size();
    }
}
