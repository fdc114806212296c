package dev.lockkeeper.draft;

import java.util.List;

/** What a model proposes: SQL, the way back (may be empty) and what it had to assume. Judged like anybody's text. */
public record DraftProposal(String sql, String rollbackSql, List<String> assumptions) {
    public DraftProposal {
        assumptions = List.copyOf(assumptions);
    }
}
