package dev.lockkeeper.eval;

import dev.lockkeeper.gate.Production;
import java.util.List;

/** Runs what was approved, or proposed, on a server of its own and looks at what became of it. */
public interface Trials {
    /** {@code files} are texts of SQL in their order, each run as psql would. An {@link EvalException} when no server starts. */
    Trial run(EvalSet set, EvalIntent intent, Production production, List<String> files);
}
