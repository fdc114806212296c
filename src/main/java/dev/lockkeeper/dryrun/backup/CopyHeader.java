package dev.lockkeeper.dryrun.backup;

import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Table and columns of {@code COPY schema.table (columns) FROM stdin;} as pg_dump writes it. */
public record CopyHeader(QualifiedName table, List<String> columns) {
    private static final String NAME = "(?:\"(?:[^\"]|\"\")++\"|[\\p{L}_][\\p{L}\\p{N}_$]*+)";
    private static final Pattern COPY = Pattern.compile("(?is)COPY\\s+(?<schema>" + NAME + ")\\.(?<table>" + NAME
            + ")\\s*\\(\\s*(?<columns>" + NAME + "(?:\\s*,\\s*" + NAME + ")*+)\\s*\\)\\s*FROM\\s+stdin\\s*;");
    private static final Pattern ONE = Pattern.compile(NAME);

    public CopyHeader {
        columns = List.copyOf(columns);
    }

    /** Empty for any other form: its rows cannot be told into columns. */
    public static Optional<CopyHeader> of(String copy) {
        Matcher matcher = COPY.matcher(copy.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        List<String> columns = new ArrayList<>();
        Matcher one = ONE.matcher(matcher.group("columns"));
        while (one.find()) {
            columns.add(name(one.group()));
        }
        return Optional.of(
                new CopyHeader(QualifiedName.of(name(matcher.group("schema")), name(matcher.group("table"))), columns));
    }

    private static String name(String text) {
        return text.startsWith("\"")
                ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
                : text.toLowerCase(Locale.ROOT);
    }
}
