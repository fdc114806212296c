package dev.lockkeeper.lint;

import dev.lockkeeper.rule.Finding;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.Position;
import dev.lockkeeper.sql.Script.Directive;
import dev.lockkeeper.sql.Span;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Comments {@code -- lockkeeper:suppress code: reason} above a statement, with {@code until 2027-01-31} after the code
 * where they shall end, and the suppressions of {@code lockkeeper.yaml} for the file. A reason is mandatory; what has
 * ended, and a comment that silences nothing, is a finding itself, so that no licence outlives its cause.
 */
final class Suppressions {
    static final String UNUSED = "unused-suppression";
    static final String EXPIRED = "expired-suppression";
    private static final Pattern SUPPRESS =
            Pattern.compile("suppress\\s+([a-z0-9-]+)(?:\\s+until\\s+(\\S+?))?\\s*(?::\\s*(.*))?", Pattern.DOTALL);

    private final List<Suppression> all = new ArrayList<>();
    private final Map<Target, Suppression> byTarget = new HashMap<>();
    private final List<Finding> malformed = new ArrayList<>();
    private final Set<Suppression> used = new HashSet<>();
    private final List<PathSuppression> byPath;
    private final Predicate<String> suppressible;
    private final LocalDate today;

    /** A well-formed comment: the code it silences at the statement below it, and why. */
    private record Suppression(Directive directive, String code, String reason, boolean allowed) {}

    private record Target(String code, int statement) {}

    /** {@code byPath} holds only what covers this file. */
    Suppressions(
            List<Directive> directives, List<PathSuppression> byPath, Predicate<String> suppressible, LocalDate today) {
        this.byPath = List.copyOf(byPath);
        this.suppressible = suppressible;
        this.today = today;
        directives.forEach(this::read);
    }

    private void read(Directive directive) {
        Matcher matcher = SUPPRESS.matcher(directive.text());
        if (!matcher.matches()) {
            malformed.add(unused(directive, "this comment to Lockkeeper is not understood: " + directive.text()));
            return;
        }
        String code = matcher.group(1);
        if (matcher.group(3) == null || matcher.group(3).isBlank()) {
            malformed.add(unused(directive, "the suppression of " + code + " gives no reason, so it does nothing"));
            return;
        }
        try {
            if (matcher.group(2) != null && today.isAfter(LocalDate.parse(matcher.group(2)))) {
                malformed.add(
                        finding(EXPIRED, directive, "the suppression of " + code + " ended on " + matcher.group(2)));
                return;
            }
        } catch (DateTimeParseException e) {
            malformed.add(unused(directive, "\"" + matcher.group(2) + "\" is no date; write it like 2027-01-31"));
            return;
        }
        Suppression read = new Suppression(directive, code, matcher.group(3).strip(), suppressible.test(code));
        all.add(read);
        if (read.allowed() && directive.statementNumber() > 0) {
            byTarget.putIfAbsent(new Target(code, directive.statementNumber()), read);
        }
    }

    /** Why a finding is silenced; empty when it stands. */
    Optional<String> reason(Finding finding) {
        Optional<Suppression> match =
                Optional.ofNullable(byTarget.get(new Target(finding.code(), finding.statement())));
        match.ifPresent(used::add);
        return match.map(Suppression::reason).or(() -> pathReason(finding));
    }

    private Optional<String> pathReason(Finding finding) {
        return byPath.stream()
                .filter(each ->
                        each.code().equals(finding.code()) && !each.expired(today) && suppressible.test(each.code()))
                .findFirst()
                .map(PathSuppression::reason);
    }

    /** Comments that silenced nothing and licences that have ended; to be asked after every finding was. */
    List<Finding> unused() {
        List<Finding> findings = new ArrayList<>(malformed);
        for (Suppression each : all) {
            if (!used.contains(each)) {
                findings.add(unused(
                        each.directive(),
                        each.allowed()
                                ? "nothing to suppress: the statement below has no finding " + each.code()
                                : each.code() + " cannot be suppressed"));
            }
        }
        byPath.stream()
                .filter(each -> each.expired(today))
                .forEach(each -> findings.add(new Finding(
                        EXPIRED,
                        Severity.WARNING,
                        0,
                        new Span(0, 0),
                        new Position(1, 1),
                        Optional.empty(),
                        "the suppression of " + each.code() + " for " + each.glob() + " in lockkeeper.yaml ended on "
                                + each.until().map(LocalDate::toString).orElse(""),
                        "Mend what it was for, or agree on a new date with its owner.",
                        false)));
        return findings;
    }

    private static Finding unused(Directive directive, String message) {
        return finding(UNUSED, directive, message);
    }

    private static Finding finding(String code, Directive directive, String message) {
        return new Finding(
                code,
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
