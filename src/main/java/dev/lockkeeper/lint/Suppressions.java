package dev.lockkeeper.lint;

import dev.lockkeeper.rule.Finding;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.Script.Directive;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Comments {@code -- lockkeeper:suppress code: reason} above a statement. A reason is mandatory; a comment that
 * silences nothing is a finding itself, so that no licence outlives its cause.
 */
final class Suppressions {
    static final String UNUSED = "unused-suppression";
    private static final Pattern SUPPRESS =
            Pattern.compile("suppress\\s+([a-z0-9-]+)\\s*(?::\\s*(.*))?", Pattern.DOTALL);

    private final List<Suppression> all = new ArrayList<>();
    private final List<Finding> malformed = new ArrayList<>();
    private final Set<Suppression> used = new HashSet<>();

    /** A well-formed comment: the code it silences at the statement below it, and why. */
    private record Suppression(Directive directive, String code, String reason, boolean allowed) {}

    Suppressions(List<Directive> directives, Predicate<String> suppressible) {
        for (Directive directive : directives) {
            Matcher matcher = SUPPRESS.matcher(directive.text());
            if (!matcher.matches()) {
                malformed.add(finding(directive, "this comment to Lockkeeper is not understood: " + directive.text()));
            } else if (matcher.group(2) == null || matcher.group(2).isBlank()) {
                malformed.add(finding(
                        directive, "the suppression of " + matcher.group(1) + " gives no reason, so it does nothing"));
            } else {
                all.add(new Suppression(
                        directive, matcher.group(1), matcher.group(2).strip(), suppressible.test(matcher.group(1))));
            }
        }
    }

    /** Why a finding is silenced; empty when it stands. */
    Optional<String> reason(Finding finding) {
        Optional<Suppression> match = all.stream()
                .filter(each -> each.allowed()
                        && finding.statement() > 0
                        && each.code().equals(finding.code())
                        && each.directive().statementNumber() == finding.statement())
                .findFirst();
        match.ifPresent(used::add);
        return match.map(Suppression::reason);
    }

    /** Comments that silenced nothing; to be asked after every finding was. */
    List<Finding> unused() {
        List<Finding> findings = new ArrayList<>(malformed);
        for (Suppression each : all) {
            if (!used.contains(each)) {
                findings.add(finding(
                        each.directive(),
                        each.allowed()
                                ? "nothing to suppress: the statement below has no finding " + each.code()
                                : each.code() + " cannot be suppressed"));
            }
        }
        return findings;
    }

    private static Finding finding(Directive directive, String message) {
        return new Finding(
                UNUSED,
                Severity.WARNING,
                directive.statementNumber(),
                directive.span(),
                directive.position(),
                Optional.empty(),
                message,
                "Remove the comment, or write -- lockkeeper:suppress <code>: <reason> directly above the statement.",
                false);
    }
}
