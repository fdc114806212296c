package dev.lockkeeper.eval;

import java.nio.file.Path;
import java.util.List;

/** Intents over one database; {@code rows} is SQL that fills it, {@code context} the file that describes its production. */
public record EvalSet(Path file, String name, Path context, String rows, List<EvalIntent> intents) {
    public EvalSet {
        intents = List.copyOf(intents);
    }
}
