package dev.lockkeeper.draft;

import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.context.Session;
import dev.lockkeeper.context.WorkloadQuery;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Takes the texts of production's queries out of what a model is told, where nobody allowed them to leave. */
public final class WorkloadWords {
    private static final int SHORTEST = 12;
    private static final String INSTEAD = "(a query of production)";

    private final List<String> queries;

    /** {@code share} is {@code llm.share_workload}. */
    public WorkloadWords(ProductionContext context, boolean share) {
        this.queries = share
                ? List.of()
                : Stream.concat(
                                context.workload().stream().map(WorkloadQuery::query),
                                context.sessions().stream().map(Session::query))
                        .map(WorkloadWords::spelling)
                        .filter(query -> query.length() >= SHORTEST)
                        .distinct()
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .toList();
    }

    /** Every query, also where only its beginning is quoted. */
    public String hide(String text) {
        String hidden = text;
        for (String query : queries) {
            hidden = hide(hidden, query);
        }
        return hidden;
    }

    private static String hide(String text, String query) {
        String begin = query.substring(0, Math.min(query.length(), SHORTEST));
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (int at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, from)) {
            int end = at;
            while (end < text.length() && end - at < query.length() && text.charAt(end) == query.charAt(end - at)) {
                end++;
            }
            boolean whole = end - at == query.length()
                    || end - at >= 2 * SHORTEST
                    || end < text.length() && text.charAt(end) == '…';
            out.append(text, from, at).append(whole ? INSTEAD : text.substring(at, end));
            from = whole && end < text.length() && text.charAt(end) == '…' ? end + 1 : end;
        }
        return out.append(text, from, text.length()).toString();
    }

    private static String spelling(String query) {
        return query.strip().replaceAll("\\s+", " ");
    }
}
