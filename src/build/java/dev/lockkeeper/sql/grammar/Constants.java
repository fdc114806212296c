package dev.lockkeeper.sql.grammar;

import java.util.List;
import run.endive.wasm.types.Instruction;
import run.endive.wasm.types.OpCode;

/** Constant expressions of the module: offsets of data and elements, first values of globals. */
final class Constants {
    private Constants() {}

    static long value(List<? extends Instruction> expression) {
        if (expression.getFirst().opcode() != OpCode.I32_CONST) {
            throw new IllegalStateException("only i32.const is expected, not " + expression);
        }
        return expression.getFirst().operand(0);
    }
}
