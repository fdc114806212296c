package dev.lockkeeper.sql.grammar;

import java.util.BitSet;
import java.util.List;
import run.endive.wasm.types.OpCode;

/** A function as blocks in the order of the module; the first one is its start. */
record Flow(int function, Signature signature, List<Variable> variables, List<Block> blocks) {
    Flow {
        variables = List.copyOf(variables);
        blocks = List.copyOf(blocks);
        solveLiveness(blocks);
    }

    private static void solveLiveness(List<Block> blocks) {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Block block : blocks.reversed()) {
                BitSet live = block.liveOut();
                block.stores.forEach(stored -> live.clear(stored.number()));
                for (Step step : block.steps.reversed()) {
                    if (step.opcode() == OpCode.LOCAL_SET || step.opcode() == OpCode.LOCAL_TEE) {
                        live.clear((int) step.immediate());
                    } else if (step.opcode() == OpCode.LOCAL_GET) {
                        live.set((int) step.immediate());
                    }
                }
                block.loads.forEach(loaded -> live.set(loaded.number()));
                if (!live.equals(block.liveIn)) {
                    block.liveIn.or(live);
                    changed = true;
                }
            }
        }
    }

    /** Variables that a block reads or writes. */
    static BitSet touched(Block block) {
        BitSet touched = written(block);
        block.loads.forEach(loaded -> touched.set(loaded.number()));
        block.steps.stream()
                .filter(step -> step.opcode() == OpCode.LOCAL_GET)
                .forEach(step -> touched.set((int) step.immediate()));
        return touched;
    }

    static BitSet written(Block block) {
        BitSet written = new BitSet();
        block.stores.forEach(stored -> written.set(stored.number()));
        block.steps.stream()
                .filter(step -> step.opcode() == OpCode.LOCAL_SET || step.opcode() == OpCode.LOCAL_TEE)
                .forEach(step -> written.set((int) step.immediate()));
        return written;
    }
}
