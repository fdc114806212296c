package dev.lockkeeper.sql.grammar;

import java.util.List;

/** How a block ends. */
sealed interface Exit {
    /** Where control can go. */
    List<Block> targets();

    record Goto(Block target) implements Exit {
        @Override
        public List<Block> targets() {
            return List.of(target);
        }
    }

    /** On the int on top of the stack: {@code then} unless it is 0. */
    record Branch(Block then, Block otherwise) implements Exit {
        @Override
        public List<Block> targets() {
            return List.of(then, otherwise);
        }
    }

    /** On the int on top of the stack; the last target is for every other value. */
    record Switch(List<Block> targets) implements Exit {
        public Switch {
            targets = List.copyOf(targets);
        }
    }

    /** With the value on top of the stack, if the function has a result. */
    record Return() implements Exit {
        @Override
        public List<Block> targets() {
            return List.of();
        }
    }

    record Trap() implements Exit {
        @Override
        public List<Block> targets() {
            return List.of();
        }
    }
}
