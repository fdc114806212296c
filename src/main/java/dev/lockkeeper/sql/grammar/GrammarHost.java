package dev.lockkeeper.sql.grammar;

/** What the C code asks of its host, where it is more than a constant answer; called by the translated code. */
final class GrammarHost {
    private GrammarHost() {}

    /** Grows the heap to hold {@code wanted} bytes (unsigned), with some room; 1 when it could, 0 when not. */
    static int resize(int wanted, WasmMemory memory) {
        long bytes = Integer.toUnsignedLong(wanted);
        long most = (long) WasmMemory.MOST_PAGES * WasmMemory.PAGE;
        if (bytes > most) {
            return 0;
        }
        long roomy = Math.max(bytes, (long) memory.pages() * WasmMemory.PAGE * 12 / 10);
        int pages = (int) Math.min((roomy + WasmMemory.PAGE - 1) / WasmMemory.PAGE, WasmMemory.MOST_PAGES);
        return memory.grow(pages - memory.pages()) ? 1 : 0;
    }

    /** {@code fd_write}: what C writes to a file is counted as written and dropped. */
    static int discard(int file, int vectors, int count, int written, WasmMemory memory) {
        int total = 0;
        for (int i = 0; i < count; i++) {
            total += WasmMemory.loadInt(vectors, 8 * i + 4, memory);
        }
        WasmMemory.storeInt(written, total, 0, memory);
        return 0;
    }

    static LongJump longJump() {
        return new LongJump();
    }

    static GrammarTrap aborted() {
        return new GrammarTrap("the C code aborted");
    }
}
