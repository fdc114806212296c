package dev.lockkeeper.app.service;

import dev.lockkeeper.gate.GateResult;
import java.util.Optional;

/** Everything that a server offers, whatever protocol it speaks. */
public record Service(
        Reviews reviews, Drafting drafting, Drifts drifts, Verifying verifying, Optional<Workspace> workspace) {

    /** The folder that client and server share, when they run on one machine: approved files can be written there. */
    public interface Workspace {
        /**
         * Writes the approved files and their approval into {@code folder} below the working folder; returns where. An
         * {@link IllegalArgumentException} says why not.
         */
        String write(GateResult result, String folder);

        /** A folder below the working folder; an {@link IllegalArgumentException} says why not. */
        java.nio.file.Path below(String folder);
    }

    public Judge judge() {
        return reviews.judge();
    }

    public ServedDatabase database(Optional<String> name) throws dev.lockkeeper.gate.GateException {
        return judge().databases().of(name);
    }
}
