package dev.lockkeeper.sql.grammar;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Blocks to JVM instructions, one after the other in one method. */
final class BlockWriter {
    private final MethodVisitor method;
    private final Registers registers;
    private final StepWriter steps;
    private final Function<Block, Label> labels;
    private final Leaving leaving;
    private final int scratch;

    /** How the method is left; a whole function and a part of one differ in this. */
    interface Leaving {
        /** With the result on the stack. */
        void leave();

        /** True when it has written the jump of a switch itself; the index is on the stack. */
        boolean jumps(Exit.Switch exit, Block from);
    }

    BlockWriter(
            MethodVisitor method,
            Registers registers,
            StepWriter steps,
            Function<Block, Label> labels,
            Leaving leaving) {
        this.method = method;
        this.registers = registers;
        this.steps = steps;
        this.labels = labels;
        this.leaving = leaving;
        this.scratch = registers.temporary(Type.INT_TYPE);
    }

    /** {@code next} is the block that stands behind it in the method. */
    void write(Block block, Optional<Block> next) {
        method.visitLabel(labels.apply(block));
        block.loads.forEach(variable -> registers.load(method, variable));
        boolean decides = block.exit instanceof Exit.Branch;
        int condition = decides && block.stores.isEmpty() ? StepWriter.condition(block.steps) : 0;
        int straight = block.steps.size() - condition;
        block.steps.subList(0, straight).forEach(steps::write);
        boolean index = decides || block.exit instanceof Exit.Switch;
        if (!block.stores.isEmpty()) {
            store(block, index);
        }
        switch (block.exit) {
            case Exit.Goto go -> jumpUnlessNext(go.target(), next);
            case Exit.Branch branch -> branch(branch, block.steps.subList(straight, block.steps.size()), next);
            case Exit.Switch choice -> {
                if (!leaving.jumps(choice, block)) {
                    List<Block> targets = choice.targets();
                    Label[] cases = targets.subList(0, targets.size() - 1).stream()
                            .map(labels)
                            .toArray(Label[]::new);
                    Label otherwise = labels.apply(targets.getLast());
                    if (cases.length == 0) {
                        method.visitInsn(Opcodes.POP);
                        method.visitJumpInsn(Opcodes.GOTO, otherwise);
                    } else {
                        method.visitTableSwitchInsn(0, cases.length - 1, otherwise, cases);
                    }
                }
            }
            case Exit.Return back -> leaving.leave();
            case Exit.Trap trap -> {
                method.visitMethodInsn(
                        Opcodes.INVOKESTATIC,
                        Type.getInternalName(WasmMath.class),
                        "unreachable",
                        "()" + Type.getDescriptor(GrammarTrap.class),
                        false);
                method.visitInsn(Opcodes.ATHROW);
            }
        }
    }

    /** What nobody needs afterwards is dropped. The index of a branch or switch lies above it all. */
    private void store(Block block, boolean index) {
        if (index) {
            method.visitVarInsn(Opcodes.ISTORE, scratch);
        }
        BitSet live = block.liveOut();
        for (Variable variable : block.stores.reversed()) {
            if (live.get(variable.number())) {
                registers.store(method, variable);
            } else {
                steps.drop(variable.type());
            }
        }
        if (index) {
            method.visitVarInsn(Opcodes.ILOAD, scratch);
        }
    }

    private void branch(Exit.Branch branch, List<Step> condition, Optional<Block> next) {
        if (next.filter(branch.then()::equals).isPresent()) {
            steps.jump(condition, false, labels.apply(branch.otherwise()));
        } else {
            steps.jump(condition, true, labels.apply(branch.then()));
            jumpUnlessNext(branch.otherwise(), next);
        }
    }

    private void jumpUnlessNext(Block target, Optional<Block> next) {
        if (next.filter(target::equals).isEmpty()) {
            method.visitJumpInsn(Opcodes.GOTO, labels.apply(target));
        }
    }
}
