package dev.lockkeeper.sql.grammar;

import dev.lockkeeper.sql.grammar.Operation.Form;
import java.util.List;
import java.util.stream.Stream;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import run.endive.wasm.types.OpCode;

/** Steps and jumps to JVM instructions on the same operand stack. */
final class StepWriter {
    private static final String MEMORY = Type.getInternalName(WasmMemory.class);

    private static final int STACK = 0;

    private final ModuleFacts module;
    private final CodeNames names;
    private final MethodVisitor method;
    private final Registers registers;

    StepWriter(ModuleFacts module, CodeNames names, MethodVisitor method, Registers registers) {
        this.module = module;
        this.names = names;
        this.method = method;
        this.registers = registers;
    }

    void write(Step step) {
        switch (step.opcode()) {
            case LOCAL_GET -> registers.load(method, registers.variable((int) step.immediate()));
            case LOCAL_SET -> registers.store(method, registers.variable((int) step.immediate()));
            case LOCAL_TEE -> {
                method.visitInsn(step.type().getSize() == 2 ? Opcodes.DUP2 : Opcodes.DUP);
                registers.store(method, registers.variable((int) step.immediate()));
            }
            case GLOBAL_GET -> {
                registers.loadMemory(method);
                method.visitFieldInsn(Opcodes.GETFIELD, MEMORY, "global" + step.immediate(), "I");
            }
            case GLOBAL_SET -> {
                if (step.immediate() == STACK) {
                    memory("setStack", "(I" + Signature.MEMORY + ")V");
                } else {
                    registers.loadMemory(method);
                    method.visitInsn(Opcodes.SWAP);
                    method.visitFieldInsn(Opcodes.PUTFIELD, MEMORY, "global" + step.immediate(), "I");
                }
            }
            case I32_CONST -> Push.integer(method, (int) step.immediate());
            case I64_CONST -> Push.longInteger(method, step.immediate());
            case F32_CONST -> method.visitLdcInsn(Float.intBitsToFloat((int) step.immediate()));
            case F64_CONST -> method.visitLdcInsn(Double.longBitsToDouble(step.immediate()));
            case DROP -> drop(step.type());
            case SELECT -> select(step.type());
            case CALL -> {
                int function = (int) step.immediate();
                registers.loadMemory(method);
                method.visitMethodInsn(
                        Opcodes.INVOKESTATIC,
                        names.owner(function),
                        CodeNames.function(function),
                        module.signature(function).descriptor(),
                        false);
            }
            case CALL_INDIRECT -> {
                Signature callee = module.signatureOfType((int) step.immediate());
                registers.loadMemory(method);
                method.visitMethodInsn(
                        Opcodes.INVOKESTATIC,
                        CodeNames.TABLE,
                        CodeNames.indirect(),
                        callee.indirectDescriptor(),
                        false);
            }
            case MEMORY_COPY -> memory("copy", "(III" + Signature.MEMORY + ")V");
            case MEMORY_FILL -> memory("fill", "(III" + Signature.MEMORY + ")V");
            case MEMORY_SIZE -> memory("size", "(" + Signature.MEMORY + ")I");
            default -> write(Operations.of(step.opcode()).orElseThrow(), step);
        }
    }

    private void write(Operation operation, Step step) {
        switch (operation.form()) {
            case Form.Plain plain -> plain.opcodes().forEach(method::visitInsn);
            case Form.Call call -> call(call, operation);
            case Form.Access access -> {
                Push.integer(method, (int) step.immediate());
                memory(
                        access.method(),
                        Type.getMethodDescriptor(
                                operation.leaves().orElse(Type.VOID_TYPE),
                                Stream.concat(operation.takes().stream(), Stream.of(Type.INT_TYPE, Signature.MEMORY))
                                        .toArray(Type[]::new)));
            }
            case Form.Comparison comparison -> {
                Label yes = new Label();
                Label done = new Label();
                jump(operation, comparison, true, yes);
                method.visitInsn(Opcodes.ICONST_0);
                method.visitJumpInsn(Opcodes.GOTO, done);
                method.visitLabel(yes);
                method.visitInsn(Opcodes.ICONST_1);
                method.visitLabel(done);
            }
        }
    }

    /** How many steps at the end of a block are its condition and can become the jump itself. */
    static int condition(List<Step> steps) {
        int from = steps.size();
        while (from > 0) {
            OpCode opcode = steps.get(from - 1).opcode();
            if (Operations.of(opcode)
                    .filter(operation -> operation.form() instanceof Form.Comparison)
                    .isEmpty()) {
                break;
            }
            from--;
            if (opcode != OpCode.I32_EQZ) {
                break;
            }
        }
        return steps.size() - from;
    }

    /** Jumps when the condition is not 0 ({@code when} true) or is 0 (false). */
    void jump(List<Step> condition, boolean when, Label label) {
        if (condition.isEmpty()) {
            method.visitJumpInsn(when ? Opcodes.IFNE : Opcodes.IFEQ, label);
            return;
        }
        Step last = condition.getLast();
        if (last.opcode() == OpCode.I32_EQZ) {
            jump(condition.subList(0, condition.size() - 1), !when, label);
            return;
        }
        Operation operation = Operations.of(last.opcode()).orElseThrow();
        if (operation.form() instanceof Form.Comparison comparison) {
            jump(operation, comparison, when, label);
        }
    }

    private void jump(Operation operation, Form.Comparison comparison, boolean when, Label label) {
        comparison.prepare().forEach(method::visitInsn);
        comparison.call().ifPresent(call -> call(call, operation));
        int opcode = when ? comparison.jump() : opposite(comparison.jump());
        method.visitJumpInsn(comparison.direct() ? opcode - Opcodes.IFEQ + Opcodes.IF_ICMPEQ : opcode, label);
    }

    /** IFEQ and IFNE, IFLT and IFGE, IFGT and IFLE follow each other in the class file format. */
    private static int opposite(int jump) {
        return (jump - Opcodes.IFEQ ^ 1) + Opcodes.IFEQ;
    }

    void drop(Type type) {
        method.visitInsn(type.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
    }

    private void select(Type type) {
        Label first = new Label();
        method.visitJumpInsn(Opcodes.IFNE, first);
        if (type.getSize() == 2) {
            method.visitInsn(Opcodes.DUP2_X2);
            method.visitInsn(Opcodes.POP2);
        } else {
            method.visitInsn(Opcodes.SWAP);
        }
        method.visitLabel(first);
        drop(type);
    }

    private void memory(String name, String descriptor) {
        registers.loadMemory(method);
        method.visitMethodInsn(Opcodes.INVOKESTATIC, MEMORY, name, descriptor, false);
    }

    /** The method must exist with exactly these operands, or the build fails here. */
    private void call(Form.Call call, Operation operation) {
        boolean compares = operation.form() instanceof Form.Comparison;
        String descriptor = Type.getMethodDescriptor(
                compares ? Type.INT_TYPE : operation.leaves().orElse(Type.VOID_TYPE),
                operation.takes().toArray(Type[]::new));
        method.visitMethodInsn(
                Opcodes.INVOKESTATIC, Type.getInternalName(call.owner()), call.method(), descriptor, false);
    }
}
