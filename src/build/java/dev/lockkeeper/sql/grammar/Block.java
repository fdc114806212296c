package dev.lockkeeper.sql.grammar;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.objectweb.asm.Type;

/**
 * A basic block under construction: straight code on the JVM's operand stack. Operands that live across blocks lie
 * in variables: at its start a block loads those it will touch, at its end it stores what it leaves above them.
 */
final class Block {
    final int number;

    /** The operand stack when the block is entered, bottom first. */
    final List<Type> entry;

    final List<Step> steps = new ArrayList<>();

    /** How many operands at the bottom of the stack the block leaves alone. */
    int untouched;

    /** Variables of the operands it loads at the start, lowest first. */
    final List<Variable> loads = new ArrayList<>();

    /** Variables of the operands it leaves at its end, lowest first. */
    final List<Variable> stores = new ArrayList<>();

    Exit exit = new Exit.Trap();

    /** Variables whose values are needed when the block is entered. */
    final BitSet liveIn = new BitSet();

    Block(int number, List<Type> entry) {
        this.number = number;
        this.entry = List.copyOf(entry);
        this.untouched = entry.size();
    }

    /** Variables that are needed by what can follow the block. */
    BitSet liveOut() {
        BitSet live = new BitSet();
        exit.targets().forEach(target -> live.or(target.liveIn));
        return live;
    }
}
