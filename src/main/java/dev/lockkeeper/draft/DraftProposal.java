package dev.lockkeeper.draft;

import java.util.List;

/**
 * What a model proposes: SQL, the way back (may be empty), what it had to assume, and what only a person knows. With
 * questions the SQL may be empty. Judged like anybody's text.
 */
public record DraftProposal(String sql, String rollbackSql, List<String> assumptions, List<String> questions) {
    public DraftProposal {
        assumptions = List.copyOf(assumptions);
        questions = List.copyOf(questions);
    }
}
