package dev.lockkeeper.dryrun;

import java.util.List;
import java.util.Optional;

/**
 * For each prefix of phases that can be taken back: rolled back, compared with the start, run up again; and for each
 * phase what a second run does; and what the rollback that came with the migration does, if one came.
 */
public record RollbackProof(List<Prefix> prefixes, List<Repeat> repeats, Optional<GivenRollback> given) {
    public RollbackProof {
        prefixes = List.copyOf(prefixes);
        repeats = List.copyOf(repeats);
    }

    /** No rollback came with the migration. */
    public RollbackProof(List<Prefix> prefixes, List<Repeat> repeats) {
        this(prefixes, repeats, Optional.empty());
    }

    /**
     * Phases 1 to {@code phase} rolled back.
     *
     * @param restored schema and row checksums equal the start
     * @param upAgain the phases ran again afterwards and gave the same schema
     * @param differences what was not equal, or the server's message
     */
    public record Prefix(int phase, boolean restored, boolean upAgain, List<String> differences) {
        public Prefix {
            differences = List.copyOf(differences);
        }

        public boolean proven() {
            return restored && upAgain;
        }
    }

    public boolean provenThrough(int phase) {
        return prefixes.stream().filter(p -> p.phase() <= phase).allMatch(Prefix::proven)
                && prefixes.stream().anyMatch(p -> p.phase() == phase);
    }
}
