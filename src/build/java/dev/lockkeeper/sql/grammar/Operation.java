package dev.lockkeeper.sql.grammar;

import java.util.List;
import java.util.Optional;
import org.objectweb.asm.Type;

/** What a numeric or memory instruction takes from the operand stack, leaves there, and becomes in JVM code. */
record Operation(List<Type> takes, Optional<Type> leaves, Form form) {
    Operation {
        takes = List.copyOf(takes);
    }

    /** The JVM code of an operation. */
    sealed interface Form {
        /** JVM instructions on the same operands. */
        record Plain(List<Integer> opcodes) implements Form {
            public Plain {
                opcodes = List.copyOf(opcodes);
            }
        }

        /** A static method with the same operands. */
        record Call(Class<?> owner, String method) implements Form {}

        /** A method of {@link WasmMemory} with the same operands, then the constant offset and the memory. */
        record Access(String method) implements Form {}

        /**
         * A comparison, which is 1 or 0, or feeds a branch: {@code compare} leaves an int that {@code jump} (one of
         * IFEQ, IFNE, IFLT, IFGE, IFGT, IFLE) compares with zero; without it two ints are compared directly.
         */
        record Comparison(List<Integer> prepare, Optional<Call> call, boolean direct, int jump) implements Form {
            public Comparison {
                prepare = List.copyOf(prepare);
            }
        }
    }
}
