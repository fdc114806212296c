package dev.lockkeeper.draft;

import java.io.IOException;

/** The answer of a model was not read to its end: it took too long, or it did not stop. */
final class ModelHttpException extends IOException {
    private static final long serialVersionUID = 1L;

    private final DraftOutcome.Kind kind;

    ModelHttpException(DraftOutcome.Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    DraftOutcome.Kind kind() {
        return kind;
    }
}
