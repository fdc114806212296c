package dev.lockkeeper.sql.grammar;

import java.util.List;
import java.util.stream.IntStream;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** A large function: a method for each chunk, and a dispatcher under the function's own name that goes between them. */
final class ChunkedFunction {
    private final CodeNames names;
    private final Flow flow;
    private final ChunkPlan plan;

    ChunkedFunction(CodeNames names, Flow flow, ChunkPlan plan) {
        this.names = names;
        this.flow = flow;
        this.plan = plan;
    }

    /** Size of the largest method. */
    int write(ModuleFacts module, ClassVisitor target) {
        int largest = 0;
        for (int chunk = 0; chunk < plan.chunks().size(); chunk++) {
            if (plan.chunks().get(chunk).stream().anyMatch(plan::entered)) {
                largest = Math.max(largest, new ChunkWriter(module, names, flow, plan, chunk, target).write());
            }
        }
        dispatcher(target);
        return largest;
    }

    private void dispatcher(ClassVisitor target) {
        Signature signature = flow.signature();
        MethodVisitor method = target.visitMethod(
                Opcodes.ACC_STATIC, CodeNames.function(flow.function()), signature.descriptor(), null, null);
        method.visitCode();
        int memory = signature.slots();
        int frame = memory + 1;
        int entry = frame + 1;
        Push.integer(method, plan.frameSize());
        method.visitIntInsn(Opcodes.NEWARRAY, Opcodes.T_LONG);
        method.visitVarInsn(Opcodes.ASTORE, frame);
        int local = 0;
        for (int i = 0; i < signature.parameters().size(); i++) {
            Type type = signature.parameters().get(i);
            method.visitVarInsn(Opcodes.ALOAD, frame);
            Push.integer(method, plan.place(i));
            method.visitVarInsn(type.getOpcode(Opcodes.ILOAD), local);
            FrameAccess.toLong(method, type);
            method.visitInsn(Opcodes.LASTORE);
            local += type.getSize();
        }
        method.visitInsn(Opcodes.ICONST_0);
        method.visitVarInsn(Opcodes.ISTORE, entry);
        Label loop = new Label();
        Label done = new Label();
        method.visitLabel(loop);
        List<Integer> chunks = IntStream.range(0, plan.chunks().size())
                .filter(chunk -> plan.chunks().get(chunk).stream().anyMatch(plan::entered))
                .boxed()
                .toList();
        dispatch(method, chunks, loop, done, memory);
        method.visitLabel(done);
        signature.result().ifPresent(type -> {
            method.visitVarInsn(Opcodes.ALOAD, frame);
            method.visitInsn(Opcodes.ICONST_0);
            method.visitInsn(Opcodes.LALOAD);
            FrameAccess.fromLong(method, type);
        });
        method.visitInsn(signature.result().orElse(Type.VOID_TYPE).getOpcode(Opcodes.IRETURN));
        method.visitMaxs(0, 0);
        method.visitEnd();
    }

    /** Entries are numbered along the function, so the chunk of an entry is found by halving. */
    private void dispatch(MethodVisitor method, List<Integer> chunks, Label loop, Label done, int memory) {
        int entry = memory + 2;
        if (chunks.size() > 1) {
            List<Integer> right = chunks.subList(chunks.size() / 2, chunks.size());
            Label higher = new Label();
            method.visitVarInsn(Opcodes.ILOAD, entry);
            Push.integer(method, firstEntry(right.getFirst()));
            method.visitJumpInsn(Opcodes.IF_ICMPGE, higher);
            dispatch(method, chunks.subList(0, chunks.size() / 2), loop, done, memory);
            method.visitLabel(higher);
            dispatch(method, right, loop, done, memory);
            return;
        }
        method.visitVarInsn(Opcodes.ILOAD, entry);
        method.visitVarInsn(Opcodes.ALOAD, memory + 1);
        method.visitVarInsn(Opcodes.ALOAD, memory);
        method.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                names.owner(flow.function()),
                CodeNames.chunk(flow.function(), chunks.getFirst()),
                ChunkWriter.DESCRIPTOR,
                false);
        method.visitInsn(Opcodes.DUP);
        method.visitVarInsn(Opcodes.ISTORE, entry);
        method.visitJumpInsn(Opcodes.IFGE, loop);
        method.visitJumpInsn(Opcodes.GOTO, done);
    }

    private int firstEntry(int chunk) {
        return plan.chunks().get(chunk).stream()
                .filter(plan::entered)
                .mapToInt(plan::entry)
                .findFirst()
                .orElseThrow();
    }
}
