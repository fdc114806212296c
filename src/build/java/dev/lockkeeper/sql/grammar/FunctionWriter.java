package dev.lockkeeper.sql.grammar;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** A function to one static method: its parameters, then the memory. */
final class FunctionWriter {
    private final ModuleFacts module;
    private final CodeNames names;
    private final Flow flow;

    FunctionWriter(ModuleFacts module, CodeNames names, Flow flow) {
        this.module = module;
        this.names = names;
        this.flow = flow;
    }

    /** Bytes of code of each block and of the whole method. */
    record Sizes(Map<Block, Integer> blocks, int method) {}

    Sizes write(ClassVisitor target) {
        MethodVisitor method = target.visitMethod(
                Opcodes.ACC_STATIC,
                CodeNames.function(flow.function()),
                flow.signature().descriptor(),
                null,
                null);
        method.visitCode();
        int memory = flow.signature().slots();
        Registers registers = new Registers(flow.variables(), memory, memory + 1);
        int local = 0;
        int parameters = flow.signature().parameters().size();
        for (int i = 0; i < parameters; i++) {
            registers.put(i, local);
            local += flow.signature().parameters().get(i).getSize();
        }
        BitSet used = new BitSet();
        flow.blocks().forEach(block -> used.or(Flow.touched(block)));
        used.clear(0, parameters);
        registers.allocate(used);
        BitSet zeroed = (BitSet) flow.blocks().getFirst().liveIn.clone();
        zeroed.clear(0, parameters);
        zeroed.stream().forEach(variable -> registers.zero(method, registers.variable(variable)));
        Map<Block, Label> labels = new HashMap<>();
        BlockWriter writer = new BlockWriter(
                method,
                registers,
                new StepWriter(module, names, method, registers),
                block -> labels.computeIfAbsent(block, key -> new Label()),
                new BlockWriter.Leaving() {
                    @Override
                    public void leave() {
                        method.visitInsn(
                                flow.signature().result().orElse(Type.VOID_TYPE).getOpcode(Opcodes.IRETURN));
                    }

                    @Override
                    public boolean jumps(Exit.Switch exit, Block from) {
                        return false;
                    }
                });
        List<Block> blocks = flow.blocks();
        List<Label> borders = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            Optional<Block> next = i + 1 < blocks.size() ? Optional.of(blocks.get(i + 1)) : Optional.empty();
            Label border = new Label();
            method.visitLabel(border);
            borders.add(border);
            writer.write(blocks.get(i), next);
        }
        Label end = new Label();
        method.visitLabel(end);
        borders.add(end);
        Map<Block, Integer> sizes = new HashMap<>();
        for (int i = 0; i < blocks.size(); i++) {
            sizes.put(
                    blocks.get(i),
                    borders.get(i + 1).getOffset() - borders.get(i).getOffset());
        }
        int size = end.getOffset();
        method.visitMaxs(0, 0);
        method.visitEnd();
        return new Sizes(sizes, size);
    }
}
