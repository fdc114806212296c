package dev.lockkeeper.sql.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.Type;
import run.endive.wasm.types.AnnotatedInstruction;
import run.endive.wasm.types.FunctionBody;

/** One function body, whose control flow is nested, to the blocks of a {@link Flow}, whose control flow is jumps. */
final class FlowDecoder {
    /** A longer block is cut, so that none is too large for a method of its own. */
    private static final int MOST_STEPS = 500;

    private static final long NO_RESULT = 0x8000000000000000L;

    private final ModuleFacts module;
    private final Signature signature;
    private final List<Variable> variables = new ArrayList<>();
    private final Map<Place, Variable> places = new HashMap<>();
    private final List<Block> blocks = new ArrayList<>();
    private final Deque<Frame> frames = new ArrayDeque<>();
    private final Set<Block> targeted = new HashSet<>();
    private final List<Type> stack = new ArrayList<>();
    private Block current;
    private boolean reachable = true;
    private int deadDepth;
    private int made;

    /** An operand at a height of the stack. */
    private record Place(int height, Type type) {}

    /** An open block, loop or if: where a branch to it goes, what lies below there, and what a branch carries. */
    private record Frame(
            Block target, List<Type> below, Optional<Type> result, Optional<Block> end, Optional<Block> otherwise) {}

    private FlowDecoder(ModuleFacts module, Signature signature) {
        this.module = module;
        this.signature = signature;
        this.current = block();
    }

    static Flow decode(ModuleFacts module, int function, FunctionBody body) {
        Signature signature = module.signature(function);
        FlowDecoder decoder = new FlowDecoder(module, signature);
        signature.parameters().forEach(decoder::variable);
        body.localTypes().forEach(type -> decoder.variable(Signature.jvm(type)));
        decoder.place(decoder.current);
        decoder.open(decoder.end(signature.result()), signature.result(), Optional.empty());
        body.instructions().forEach(decoder::instruction);
        return new Flow(function, signature, decoder.variables, decoder.blocks);
    }

    private void instruction(AnnotatedInstruction instruction) {
        if (!reachable) {
            unreachable(instruction);
            return;
        }
        switch (instruction.opcode()) {
            case NOP -> {}
            case BLOCK -> {
                Optional<Type> result = result(instruction);
                open(end(result), result, Optional.empty());
            }
            case LOOP -> {
                Block head = block();
                leave(new Exit.Goto(target(head)));
                place(head);
                frames.push(new Frame(head, List.copyOf(stack), Optional.empty(), Optional.empty(), Optional.empty()));
            }
            case IF -> {
                pop(Type.INT_TYPE);
                Optional<Type> result = result(instruction);
                Block then = block();
                Block otherwise = block();
                leave(new Exit.Branch(target(then), target(otherwise)));
                place(then);
                open(end(result), result, Optional.of(otherwise));
            }
            case ELSE -> otherwise(true);
            case END -> close(true);
            case BR -> {
                leave(new Exit.Goto(edge(instruction.operand(0))));
                reachable = false;
            }
            case BR_IF -> {
                pop(Type.INT_TYPE);
                Block next = block();
                leave(new Exit.Branch(edge(instruction.operand(0)), target(next)));
                place(next);
            }
            case BR_TABLE -> {
                pop(Type.INT_TYPE);
                leave(new Exit.Switch(Arrays.stream(instruction.operands())
                        .mapToObj(this::edge)
                        .toList()));
                reachable = false;
            }
            case RETURN -> {
                leaveFunction();
                reachable = false;
            }
            case UNREACHABLE -> {
                leave(new Exit.Trap());
                reachable = false;
            }
            default -> straight(instruction);
        }
    }

    private void straight(AnnotatedInstruction instruction) {
        if (current.steps.size() >= MOST_STEPS) {
            Block next = block();
            leave(new Exit.Goto(target(next)));
            place(next);
        }
        StepReader.Read read = StepReader.read(module, variables, stack, instruction);
        read.takes().reversed().forEach(this::pop);
        read.leaves().ifPresent(stack::add);
        current.steps.add(read.step());
    }

    private void unreachable(AnnotatedInstruction instruction) {
        switch (instruction.opcode()) {
            case BLOCK, LOOP, IF -> deadDepth++;
            case ELSE -> {
                if (deadDepth == 0) {
                    otherwise(false);
                }
            }
            case END -> {
                if (deadDepth == 0) {
                    close(false);
                } else {
                    deadDepth--;
                }
            }
            default -> {
                // Nothing jumps here.
            }
        }
    }

    private void otherwise(boolean fallsThrough) {
        Frame frame = frames.pop();
        Block end = frame.end().orElseThrow();
        if (fallsThrough) {
            leave(new Exit.Goto(target(end)));
        }
        place(frame.otherwise().orElseThrow());
        frames.push(new Frame(end, frame.below(), frame.result(), frame.end(), Optional.empty()));
    }

    private void close(boolean fallsThrough) {
        Frame frame = frames.pop();
        boolean function = frames.isEmpty();
        if (function && fallsThrough) {
            leaveFunction();
        }
        frame.end().ifPresent(end -> {
            if (fallsThrough && !function) {
                leave(new Exit.Goto(target(end)));
            }
            frame.otherwise().ifPresent(otherwise -> {
                place(otherwise);
                leave(new Exit.Goto(target(end)));
            });
            reachable = targeted.contains(end);
            if (reachable) {
                place(end);
            }
        });
        if (function && reachable) {
            leaveFunction();
        }
    }

    private void open(Block end, Optional<Type> result, Optional<Block> otherwise) {
        frames.push(new Frame(end, List.copyOf(stack), result, Optional.of(end), otherwise));
    }

    /** Where a branch goes: to the label, or first to a block that moves the carried operand down to its place. */
    private Block edge(long depth) {
        Frame frame = frames.stream().skip(depth).findFirst().orElseThrow();
        int top = stack.size() - 1;
        if (frame.result().isEmpty() || top == frame.below().size()) {
            return target(frame.target());
        }
        Type type = frame.result().get();
        Block move = block();
        move.untouched = top;
        move.loads.add(place(top, type));
        move.stores.add(place(frame.below().size(), type));
        move.exit = new Exit.Goto(target(frame.target()));
        blocks.add(move);
        return target(move);
    }

    private Optional<Type> result(AnnotatedInstruction block) {
        long type = block.operand(0);
        return type == NO_RESULT ? Optional.empty() : Optional.of(StepReader.blockType(type));
    }

    private Block block() {
        return new Block(made++, stack);
    }

    private Block end(Optional<Type> result) {
        List<Type> entry = new ArrayList<>(stack);
        result.ifPresent(entry::add);
        return new Block(made++, entry);
    }

    private Block target(Block block) {
        targeted.add(block);
        return block;
    }

    /** What the block leaves on the stack goes to variables, what it has touched came from there. */
    private void leave(Exit exit) {
        current.exit = exit;
        load();
        for (int height = current.untouched; height < stack.size(); height++) {
            current.stores.add(place(height, stack.get(height)));
        }
    }

    private void leaveFunction() {
        signature.result().ifPresent(this::pop);
        current.exit = new Exit.Return();
        load();
    }

    private void load() {
        for (int height = current.untouched; height < current.entry.size(); height++) {
            current.loads.add(place(height, current.entry.get(height)));
        }
    }

    private void place(Block block) {
        blocks.add(block);
        current = block;
        stack.clear();
        stack.addAll(block.entry);
        reachable = true;
    }

    private void pop(Type type) {
        Type top = stack.removeLast();
        if (!top.equals(type)) {
            throw new IllegalStateException("expected " + type + " on the stack, found " + top);
        }
        current.untouched = Math.min(current.untouched, stack.size());
    }

    private void variable(Type type) {
        variables.add(new Variable(variables.size(), type));
    }

    private Variable place(int height, Type type) {
        return places.computeIfAbsent(new Place(height, type), place -> {
            variable(type);
            return variables.getLast();
        });
    }
}
