package dev.lockkeeper.sql.grammar;

import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * One chunk to a method (entry, frame, memory) that answers the next entry, or -1 when the function is done and the
 * frame's first place holds the result.
 */
final class ChunkWriter {
    static final String DESCRIPTOR = "(I[J" + Signature.MEMORY + ")I";
    private static final int ENTRY = 0;
    private static final int FRAME = 1;
    private static final int MEMORY = 2;

    private final Flow flow;
    private final ChunkPlan plan;
    private final int chunk;
    private final MethodVisitor method;
    private final Registers registers;
    private final BitSet written = new BitSet();
    private final Map<Block, Label> inside = new HashMap<>();
    private final Map<Block, Label> outside = new LinkedHashMap<>();
    private final StepWriter steps;

    ChunkWriter(ModuleFacts module, CodeNames names, Flow flow, ChunkPlan plan, int chunk, ClassVisitor target) {
        this.flow = flow;
        this.plan = plan;
        this.chunk = chunk;
        this.method =
                target.visitMethod(Opcodes.ACC_STATIC, CodeNames.chunk(flow.function(), chunk), DESCRIPTOR, null, null);
        this.registers = new Registers(flow.variables(), MEMORY, MEMORY + 1);
        this.steps = new StepWriter(module, names, method, registers);
    }

    /** Bytes of code. */
    int write() {
        List<Block> blocks = plan.chunks().get(chunk);
        BitSet used = new BitSet();
        for (Block block : blocks) {
            used.or(Flow.touched(block));
            written.or(Flow.written(block));
        }
        registers.allocate(used);
        method.visitCode();
        List<Block> entries = blocks.stream().filter(plan::entered).toList();
        BitSet needed = new BitSet();
        entries.forEach(entry -> needed.or(entry.liveIn));
        needed.and(used);
        needed.stream().forEach(this::fromFrame);
        enter(entries, blocks.getFirst());
        BlockWriter writer = new BlockWriter(method, registers, steps, this::label, new Leaving());
        for (int i = 0; i < blocks.size(); i++) {
            writer.write(blocks.get(i), i + 1 < blocks.size() ? Optional.of(blocks.get(i + 1)) : Optional.empty());
        }
        leaveTo(outside);
        Label end = new Label();
        method.visitLabel(end);
        int size = end.getOffset();
        method.visitMaxs(0, 0);
        method.visitEnd();
        return size;
    }

    private void enter(List<Block> entries, Block first) {
        if (entries.size() > 1) {
            method.visitVarInsn(Opcodes.ILOAD, ENTRY);
            method.visitTableSwitchInsn(
                    plan.entry(entries.getFirst()),
                    plan.entry(entries.getLast()),
                    label(entries.getFirst()),
                    entries.stream().map(this::label).toArray(Label[]::new));
        } else if (!entries.getFirst().equals(first)) {
            method.visitJumpInsn(Opcodes.GOTO, label(entries.getFirst()));
        }
    }

    private Label label(Block target) {
        return (plan.chunkOf(target) == chunk ? inside : outside).computeIfAbsent(target, key -> new Label());
    }

    private void fromFrame(int variable) {
        method.visitVarInsn(Opcodes.ALOAD, FRAME);
        Push.integer(method, plan.place(variable));
        method.visitInsn(Opcodes.LALOAD);
        FrameAccess.fromLong(method, flow.variables().get(variable).type());
        registers.store(method, flow.variables().get(variable));
    }

    /** Targets that need the same variables share the code that saves them. */
    private void leaveTo(Map<Block, Label> targets) {
        Map<BitSet, Label> savings = new LinkedHashMap<>();
        targets.forEach((target, label) -> {
            method.visitLabel(label);
            Push.integer(method, plan.entry(target));
            method.visitJumpInsn(Opcodes.GOTO, savings.computeIfAbsent(changed(target.liveIn), changed -> new Label()));
        });
        savings.forEach((changed, label) -> {
            method.visitLabel(label);
            save(changed);
            method.visitInsn(Opcodes.IRETURN);
        });
    }

    private BitSet changed(BitSet live) {
        BitSet changed = (BitSet) live.clone();
        changed.and(written);
        return changed;
    }

    private void save(BitSet changed) {
        changed.stream().forEach(variable -> {
            method.visitVarInsn(Opcodes.ALOAD, FRAME);
            Push.integer(method, plan.place(variable));
            registers.load(method, flow.variables().get(variable));
            FrameAccess.toLong(method, flow.variables().get(variable).type());
            method.visitInsn(Opcodes.LASTORE);
        });
    }

    /** Results go through the frame, large switches through the dispatcher. */
    private final class Leaving implements BlockWriter.Leaving {
        @Override
        public void leave() {
            flow.signature().result().ifPresent(type -> {
                FrameAccess.toLong(method, type);
                int result = registers.temporary(Type.LONG_TYPE);
                method.visitVarInsn(Opcodes.LSTORE, result);
                method.visitVarInsn(Opcodes.ALOAD, FRAME);
                method.visitInsn(Opcodes.ICONST_0);
                method.visitVarInsn(Opcodes.LLOAD, result);
                method.visitInsn(Opcodes.LASTORE);
            });
            method.visitInsn(Opcodes.ICONST_M1);
            method.visitInsn(Opcodes.IRETURN);
        }

        @Override
        public boolean jumps(Exit.Switch exit, Block from) {
            if (!ChunkPlan.byLookUp(exit)) {
                return false;
            }
            StringBuilder table = new StringBuilder();
            BitSet live = new BitSet();
            for (Block target : exit.targets()) {
                table.append((char) plan.entry(target));
                live.or(target.liveIn);
            }
            save(changed(live));
            method.visitLdcInsn(table.toString());
            method.visitMethodInsn(
                    Opcodes.INVOKESTATIC,
                    Type.getInternalName(WasmMath.class),
                    "entry",
                    "(ILjava/lang/String;)I",
                    false);
            method.visitInsn(Opcodes.IRETURN);
            return true;
        }
    }
}
