package dev.lockkeeper.report;

import dev.lockkeeper.rule.Finding;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.ScriptOutcome;
import java.util.List;
import java.util.Locale;

/** Findings for a terminal, one place a line, as compilers print them. */
public final class LintText {
    private LintText() {}

    public static String render(List<LintJson.File> files, boolean colour) {
        StringBuilder out = new StringBuilder();
        int findings = 0;
        for (LintJson.File file : files) {
            file.unreadable().ifPresent(unreadable -> unreadable(out, unreadable));
            for (Finding finding :
                    file.result().map(result -> result.findings()).orElse(List.of())) {
                findings++;
                out.append(SafeText.terminal(file.name()))
                        .append(':')
                        .append(finding.position())
                        .append(' ')
                        .append(paint(colour, finding.severity()))
                        .append(' ')
                        .append(finding.code())
                        .append('\n')
                        .append("  ")
                        .append(SafeText.terminal(finding.message()))
                        .append('\n')
                        .append("  fix: ")
                        .append(SafeText.terminal(finding.fix()))
                        .append('\n');
            }
        }
        return out.append(files.size())
                .append(" file(s), ")
                .append(findings)
                .append(" finding(s)\n")
                .toString();
    }

    private static String paint(boolean colour, Severity severity) {
        String word = severity.name().toLowerCase(Locale.ROOT);
        String code = switch (severity) {
            case ERROR -> "31";
            case WARNING -> "33";
            case NOTE -> "36";
        };
        return colour ? "\u001b[" + code + "m" + word + "\u001b[0m" : word;
    }

    private static void unreadable(StringBuilder out, ScriptOutcome.Unreadable unreadable) {
        out.append(SafeText.terminal(unreadable.name()))
                .append(':')
                .append(unreadable.position())
                .append(" error ")
                .append(SafeText.terminal(unreadable.message()))
                .append('\n');
        if (!unreadable.excerpt().isEmpty()) {
            unreadable
                    .excerpt()
                    .lines()
                    .forEach(line ->
                            out.append("  ").append(SafeText.terminal(line)).append('\n'));
        }
        out.append("  fix: ").append(SafeText.terminal(unreadable.nextStep())).append('\n');
    }
}
