package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A column with its table: {@code orders.status}, {@code shop.orders.status}, parts in double quotes where needed. */
public record ColumnName(QualifiedName table, String column) {
    private static final Pattern PART = Pattern.compile("\"((?:[^\"]|\"\")++)\"|([^\".]+)");

    /** Names are case-exact, as the server's catalog has them; a table without schema is in {@code public}. */
    public static Optional<ColumnName> parse(String text) {
        List<String> parts = new ArrayList<>();
        Matcher matcher = PART.matcher(text);
        int at = 0;
        while (matcher.find(at) && matcher.start() == at) {
            parts.add(
                    matcher.group(1) == null
                            ? matcher.group(2)
                            : matcher.group(1).replace("\"\"", "\""));
            at = matcher.end();
            if (at == text.length() || text.charAt(at) != '.') {
                break;
            }
            at++;
        }
        if (at != text.length() || parts.size() < 2 || parts.size() > 3) {
            return Optional.empty();
        }
        return Optional.of(
                parts.size() == 2
                        ? new ColumnName(QualifiedName.of("public", parts.get(0)), parts.get(1))
                        : new ColumnName(QualifiedName.of(parts.get(0), parts.get(1)), parts.get(2)));
    }

    String display() {
        return Quoted.line(table.display() + "." + column);
    }
}
