package dev.lockkeeper.effect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code forms.sql}: sections that begin with {@code -- section: name}, then the SQL that makes the situation,
 * then {@code -- forms} and one form a line. A trailing {@code -- 14} means from 14 on, {@code -- 12-16} a range.
 */
public final class MeasuredForms {
    static final int OLDEST = 12;
    static final int NEWEST = 18;

    private static final String RESOURCE = "measured/forms.sql";
    private static final Pattern RANGE = Pattern.compile("^(.*;)\\s*--\\s*(\\d+)(-(\\d+))?\\s*$");

    private MeasuredForms() {}

    /** Every form, in the order of the file. */
    public static List<MeasuredForm> all() {
        try (InputStream in = Objects.requireNonNull(MeasuredForms.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<MeasuredForm> read(String text) {
        List<MeasuredForm> forms = new ArrayList<>();
        String section = "";
        StringBuilder given = new StringBuilder();
        boolean inForms = false;
        for (String line : text.lines().toList()) {
            if (line.startsWith("-- section: ")) {
                section = line.substring("-- section: ".length()).strip();
                given.setLength(0);
                inForms = false;
            } else if (line.strip().equals("-- forms")) {
                inForms = true;
            } else if (inForms && !line.isBlank() && !line.startsWith("--")) {
                forms.add(form(section, given.toString(), line.strip()));
            } else if (!inForms) {
                given.append(line).append('\n');
            }
        }
        return List.copyOf(forms);
    }

    private static MeasuredForm form(String section, String given, String line) {
        Matcher range = RANGE.matcher(line);
        if (!range.matches()) {
            return new MeasuredForm(section, given, line, OLDEST, NEWEST);
        }
        int from = Integer.parseInt(Objects.requireNonNull(range.group(2)));
        String until = range.group(4);
        return new MeasuredForm(
                section,
                given,
                Objects.requireNonNull(range.group(1)),
                from,
                until == null ? range.group(3) == null ? NEWEST : from : Integer.parseInt(until));
    }
}
