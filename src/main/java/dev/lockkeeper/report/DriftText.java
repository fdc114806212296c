package dev.lockkeeper.report;

import dev.lockkeeper.drift.Difference;
import dev.lockkeeper.drift.Difference.Group;
import dev.lockkeeper.drift.DriftReport;
import dev.lockkeeper.drift.DriftReport.MigrationState;
import dev.lockkeeper.rule.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A comparison for a terminal: one table for values, then objects by name, then what was not compared. */
public final class DriftText {
    private static final int LONGEST_DEFINITION = 160;

    private DriftText() {}

    public static String render(DriftReport report, boolean colour) {
        StringBuilder out = new StringBuilder();
        line(out, report.left() + "  against  " + report.right());
        for (Group group : Group.values()) {
            List<Difference> some = report.differences().stream()
                    .filter(difference -> difference.group() == group)
                    .toList();
            if (!some.isEmpty()) {
                line(out, "");
                line(out, title(group));
                if (group == Group.SCHEMA) {
                    some.forEach(difference -> object(out, difference, report, colour));
                } else {
                    values(out, some, report, colour);
                }
            }
        }
        migrations(out, report);
        if (!report.notChecked().isEmpty()) {
            line(out, "");
            line(out, "Not compared");
            report.notChecked().forEach(each -> line(out, "  " + each));
        }
        line(out, "");
        line(out, summary(report));
        return out.toString();
    }

    static String title(Group group) {
        return switch (group) {
            case NUMBERS -> "Scale and load";
            case SETTINGS -> "Version and settings";
            case LOCALE -> "Locale";
            case SCHEMA -> "Schema, by definition";
        };
    }

    static String summary(DriftReport report) {
        return report.count(Severity.ERROR) + " error(s), " + report.count(Severity.WARNING) + " warning(s), "
                + report.count(Severity.NOTE) + " note(s)"
                + (report.matters()
                        ? ""
                        : report.complete()
                                ? ": no difference that matters"
                                : ": none found, but not everything was compared");
    }

    static String label(Difference difference) {
        return difference.name().isEmpty() ? difference.kind() : difference.kind() + " " + difference.name();
    }

    /** What is said of an object that differs, without its definitions. */
    static String how(Difference difference, DriftReport report) {
        return switch (difference.how()) {
            case VALUE -> "differs";
            case ONLY_LEFT -> "only in " + report.left();
            case ONLY_RIGHT -> "only in " + report.right();
            case DEFINITION -> "same name, another definition";
            case RENAMED ->
                "renamed: " + difference.left().orElse("") + " in " + report.left() + " is "
                        + difference.right().orElse("") + " in " + report.right();
        };
    }

    private static void values(StringBuilder out, List<Difference> some, DriftReport report, boolean colour) {
        List<String[]> rows = some.stream()
                .map(d -> new String[] {
                    label(d), d.left().orElse("not known"), d.right().orElse("not known")
                })
                .toList();
        int[] widths = new int[3];
        Stream.concat(Stream.<String[]>of(new String[] {"", report.left(), report.right()}), rows.stream())
                .forEach(row -> {
                    for (int i = 0; i < 3; i++) {
                        widths[i] = Math.max(widths[i], Math.min(44, row[i].length()));
                    }
                });
        line(
                out,
                "  " + pad("", 7) + "  " + pad("", widths[0]) + "  " + pad(report.left(), widths[1]) + "  "
                        + report.right());
        for (int i = 0; i < rows.size(); i++) {
            String[] row = rows.get(i);
            out.append("  ").append(severity(some.get(i).severity(), colour));
            line(out, "  " + pad(row[0], widths[0]) + "  " + pad(row[1], widths[1]) + "  " + row[2]);
            boolean again = i + 1 < some.size()
                    && some.get(i + 1).why().equals(some.get(i).why());
            if (!some.get(i).why().isEmpty() && !again) {
                line(out, "           " + some.get(i).why());
            }
        }
    }

    private static void object(StringBuilder out, Difference difference, DriftReport report, boolean colour) {
        out.append("  ").append(severity(difference.severity(), colour));
        line(out, "  " + label(difference) + ": " + how(difference, report));
        if (difference.how() == Difference.How.DEFINITION) {
            definition(out, report.left(), difference.left());
            definition(out, report.right(), difference.right());
        } else if (difference.how() != Difference.How.RENAMED) {
            definition(out, "", difference.left().or(difference::right).filter(text -> !text.equals("there")));
        }
        if (!difference.why().isEmpty()) {
            line(out, "           " + difference.why());
        }
    }

    private static void definition(StringBuilder out, String side, Optional<String> definition) {
        definition.ifPresent(text -> {
            String flat = text.replaceAll("\\s+", " ");
            line(
                    out,
                    "           " + (side.isEmpty() ? "" : side + ": ")
                            + (flat.length() > LONGEST_DEFINITION
                                    ? flat.substring(0, LONGEST_DEFINITION) + "…"
                                    : flat));
        });
    }

    private static void migrations(StringBuilder out, DriftReport report) {
        List<MigrationState> some = report.migrations().stream()
                .filter(each -> each.state() != MigrationState.State.APPLIED)
                .toList();
        if (report.migrations().isEmpty()) {
            return;
        }
        line(out, "");
        line(out, "Migrations");
        some.forEach(each ->
                line(out, "  " + pad(words(each.state()), 14) + "  " + each.file() + ": " + each.detail()));
        line(
                out,
                "  " + (report.migrations().size() - some.size()) + " of "
                        + report.migrations().size() + " left what they do in " + report.right());
    }

    static String words(MigrationState.State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String severity(Severity severity, boolean colour) {
        String word = pad(severity.name().toLowerCase(Locale.ROOT), 7);
        String code = switch (severity) {
            case ERROR -> "31";
            case WARNING -> "33";
            case NOTE -> "36";
        };
        return colour ? "\u001b[" + code + "m" + word + "\u001b[0m" : word;
    }

    private static String pad(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }

    /** One line whatever the text holds. */
    private static void line(StringBuilder out, String text) {
        out.append(SafeText.terminal(text.replace('\n', ' ')).stripTrailing()).append('\n');
    }
}
