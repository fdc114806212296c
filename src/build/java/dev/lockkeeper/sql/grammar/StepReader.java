package dev.lockkeeper.sql.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.objectweb.asm.Type;
import run.endive.wasm.types.Instruction;

/** One instruction without control flow to a {@link Step}, with what it takes from the stack and leaves there. */
final class StepReader {
    private static final List<Type> THREE_INTS = List.of(Type.INT_TYPE, Type.INT_TYPE, Type.INT_TYPE);

    private StepReader() {}

    record Read(Step step, List<Type> takes, Optional<Type> leaves) {}

    static Read read(ModuleFacts module, List<Variable> variables, List<Type> stack, Instruction instruction) {
        return switch (instruction.opcode()) {
            case LOCAL_GET -> {
                Type type = variable(variables, instruction);
                yield read(instruction, type, List.of(), Optional.of(type));
            }
            case LOCAL_SET -> {
                Type type = variable(variables, instruction);
                yield read(instruction, type, List.of(type), Optional.empty());
            }
            case LOCAL_TEE -> {
                Type type = variable(variables, instruction);
                yield read(instruction, type, List.of(type), Optional.of(type));
            }
            case GLOBAL_GET -> read(instruction, Type.INT_TYPE, List.of(), Optional.of(Type.INT_TYPE));
            case GLOBAL_SET -> read(instruction, Type.INT_TYPE, List.of(Type.INT_TYPE), Optional.empty());
            case I32_CONST -> read(instruction, Type.INT_TYPE, List.of(), Optional.of(Type.INT_TYPE));
            case I64_CONST -> read(instruction, Type.LONG_TYPE, List.of(), Optional.of(Type.LONG_TYPE));
            case F32_CONST -> read(instruction, Type.FLOAT_TYPE, List.of(), Optional.of(Type.FLOAT_TYPE));
            case F64_CONST -> read(instruction, Type.DOUBLE_TYPE, List.of(), Optional.of(Type.DOUBLE_TYPE));
            case DROP -> read(instruction, stack.getLast(), List.of(stack.getLast()), Optional.empty());
            case SELECT -> {
                Type type = stack.get(stack.size() - 2);
                yield read(instruction, type, List.of(type, type, Type.INT_TYPE), Optional.of(type));
            }
            case CALL -> {
                Signature callee = module.signature((int) instruction.operand(0));
                yield read(instruction, Type.VOID_TYPE, callee.parameters(), callee.result());
            }
            case CALL_INDIRECT -> {
                Signature callee = module.signatureOfType((int) instruction.operand(0));
                List<Type> takes = new ArrayList<>(callee.parameters());
                takes.add(Type.INT_TYPE);
                yield read(instruction, Type.VOID_TYPE, takes, callee.result());
            }
            case MEMORY_COPY, MEMORY_FILL -> read(instruction, Type.VOID_TYPE, THREE_INTS, Optional.empty());
            case MEMORY_SIZE -> read(instruction, Type.INT_TYPE, List.of(), Optional.of(Type.INT_TYPE));
            default -> {
                Operation operation = Operations.of(instruction.opcode())
                        .orElseThrow(() -> new IllegalStateException("not translated: " + instruction));
                // Loads and stores carry an alignment, which is a hint only, and the offset.
                long offset = operation.form() instanceof Operation.Form.Access ? instruction.operand(1) : 0;
                yield new Read(
                        new Step(instruction.opcode(), offset, Type.VOID_TYPE), operation.takes(), operation.leaves());
            }
        };
    }

    /** The value type of a block with one result, from the runtime's encoding of the block type. */
    static Type blockType(long encoded) {
        return switch ((int) encoded & 0x7f) {
            case 0x7f -> Type.INT_TYPE;
            case 0x7e -> Type.LONG_TYPE;
            case 0x7d -> Type.FLOAT_TYPE;
            case 0x7c -> Type.DOUBLE_TYPE;
            default -> throw new IllegalStateException("no block type: " + Long.toHexString(encoded));
        };
    }

    private static Read read(Instruction instruction, Type type, List<Type> takes, Optional<Type> leaves) {
        long immediate = instruction.operandCount() == 0 ? 0 : instruction.operand(0);
        return new Read(new Step(instruction.opcode(), immediate, type), takes, leaves);
    }

    private static Type variable(List<Variable> variables, Instruction instruction) {
        return variables.get((int) instruction.operand(0)).type();
    }
}
