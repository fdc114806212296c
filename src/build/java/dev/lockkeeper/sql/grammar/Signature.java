package dev.lockkeeper.sql.grammar;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.objectweb.asm.Type;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.ValType;

/** A function type of the module in JVM types. */
record Signature(List<Type> parameters, Optional<Type> result) {
    static final Type MEMORY = Type.getType(WasmMemory.class);

    Signature {
        parameters = List.copyOf(parameters);
    }

    static Signature of(FunctionType type) {
        return new Signature(
                type.params().stream().map(Signature::jvm).toList(),
                type.returns().stream().map(Signature::jvm).findFirst());
    }

    static Type jvm(ValType type) {
        return switch (type.name()) {
            case "I32" -> Type.INT_TYPE;
            case "I64" -> Type.LONG_TYPE;
            case "F32" -> Type.FLOAT_TYPE;
            case "F64" -> Type.DOUBLE_TYPE;
            default -> throw new IllegalArgumentException("no value type of the JVM: " + type);
        };
    }

    /** The memory comes after the parameters, so that the operands can stay where they are. */
    String descriptor() {
        return descriptor(List.of(MEMORY));
    }

    /** Through the table: after the parameters the index, then the memory. */
    String indirectDescriptor() {
        return descriptor(List.of(Type.INT_TYPE, MEMORY));
    }

    private String descriptor(List<Type> last) {
        return Type.getMethodDescriptor(
                result.orElse(Type.VOID_TYPE),
                Stream.concat(parameters.stream(), last.stream()).toArray(Type[]::new));
    }

    /** Local variable slots of the parameters. */
    int slots() {
        return parameters.stream().mapToInt(Type::getSize).sum();
    }
}
