package dev.lockkeeper.sql.grammar;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a function that is too large for the just-in-time compiler is cut: chunks of neighbouring blocks, the blocks at
 * which chunks are entered (numbered in the order of the function), and the variables that live from one chunk to
 * another, with their places in the frame that all chunks of a call share.
 */
final class ChunkPlan {
    /** A switch with more targets is a look-up of the entry, because the jumps alone would fill a method. */
    static final int MOST_CASES = 200;

    private final List<List<Block>> chunks = new ArrayList<>();
    private final Map<Block, Integer> chunkOf = new HashMap<>();
    private final Map<Block, Integer> entries = new HashMap<>();
    private final Map<Integer, Integer> frame = new HashMap<>();

    ChunkPlan(Flow flow, Map<Block, Integer> sizes, int most) {
        int size = most;
        for (Block block : flow.blocks()) {
            if (size + weight(block, sizes) > most) {
                chunks.add(new ArrayList<>());
                size = 0;
            }
            chunks.getLast().add(block);
            chunkOf.put(block, chunks.size() - 1);
            size += weight(block, sizes);
        }
        BitSet entered = new BitSet();
        entered.set(0);
        Map<Block, Integer> position = new HashMap<>();
        flow.blocks().forEach(block -> position.put(block, position.size()));
        for (Block block : flow.blocks()) {
            for (Block target : block.exit.targets()) {
                if (chunkOf(target) != chunkOf(block) || byLookUp(block.exit)) {
                    entered.set(position.getOrDefault(target, 0));
                }
            }
        }
        BitSet crossing = new BitSet();
        crossing.set(0, flow.signature().parameters().size());
        entered.stream().mapToObj(flow.blocks()::get).forEach(block -> {
            entries.put(block, entries.size());
            crossing.or(block.liveIn);
        });
        crossing.stream().forEach(variable -> frame.put(variable, frame.size() + 1));
    }

    private static int weight(Block block, Map<Block, Integer> sizes) {
        return byLookUp(block.exit) ? 20 : sizes.getOrDefault(block, 0);
    }

    static boolean byLookUp(Exit exit) {
        return exit instanceof Exit.Switch choice && choice.targets().size() > MOST_CASES;
    }

    List<List<Block>> chunks() {
        return chunks;
    }

    int chunkOf(Block block) {
        return chunkOf.getOrDefault(block, -1);
    }

    boolean entered(Block block) {
        return entries.containsKey(block);
    }

    /** The number by which the dispatcher knows a block. */
    int entry(Block block) {
        return entries.getOrDefault(block, -1);
    }

    /** Index in the frame; 0 is the function's result. */
    int place(int variable) {
        return frame.getOrDefault(variable, 0);
    }

    int frameSize() {
        return frame.size() + 1;
    }
}
