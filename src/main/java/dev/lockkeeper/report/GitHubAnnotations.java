package dev.lockkeeper.report;

import dev.lockkeeper.rule.Finding;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.Position;
import java.util.List;

/** Findings as workflow commands of GitHub Actions: they show up at their lines in the pull request. */
public final class GitHubAnnotations {
    private GitHubAnnotations() {}

    public static String render(List<LintJson.File> files) {
        StringBuilder out = new StringBuilder();
        for (LintJson.File file : files) {
            for (Finding finding :
                    file.result().map(result -> result.findings()).orElse(List.of())) {
                command(
                        out,
                        level(finding.severity()),
                        file.name(),
                        finding.position(),
                        finding.code(),
                        finding.message() + "\nfix: " + finding.fix());
            }
            file.unreadable()
                    .ifPresent(unreadable -> command(
                            out,
                            "error",
                            file.name(),
                            unreadable.position(),
                            "syntax-error",
                            unreadable.message() + "\nfix: " + unreadable.nextStep()));
        }
        return out.toString();
    }

    private static void command(
            StringBuilder out, String level, String file, Position position, String title, String words) {
        out.append("::")
                .append(level)
                .append(" file=")
                .append(property(file))
                .append(",line=")
                .append(position.line())
                .append(",col=")
                .append(position.column())
                .append(",title=")
                .append(property(title))
                .append("::")
                .append(data(words))
                .append('\n');
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case NOTE -> "notice";
        };
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
