package dev.lockkeeper.sql.grammar;

import java.util.Map;

/**
 * Names of imports and exports, which are minified anew in each build, and the layout of the memory: these belong to libpg-query 18.1.5
 * (SHA-256 of the module below, held by a test), read from the package's JavaScript glue.
 */
final class WasmModuleNames {
    static final String SHA_256 = "378b64e6182f65c71ad5dbd2c31c81e9dfed7d2f2debfb4b51c0d0de8fa2ae36";

    /** Above the data; grows down to it unchecked in C. {@link WasmMemory#setStack} checks. */
    static final int STACK_END = 960_576;

    /** Where the stack begins and the heap after it, in the module. */
    static final int STACK_START = 34_515_008;

    /** Address of the word that holds the end of the heap, {@link #STACK_START} at first. */
    static final int HEAP_END_WORD = 955_984;

    static final Map<String, Import> IMPORTS = Map.ofEntries(
            Map.entry("a", Import.INVOKE),
            Map.entry("b", Import.INVOKE),
            Map.entry("d", Import.INVOKE),
            Map.entry("e", Import.INVOKE),
            Map.entry("f", Import.INVOKE),
            Map.entry("g", Import.INVOKE),
            Map.entry("h", Import.INVOKE),
            Map.entry("i", Import.INVOKE),
            Map.entry("j", Import.INVOKE),
            Map.entry("k", Import.INVOKE),
            Map.entry("l", Import.INVOKE),
            Map.entry("n", Import.INVOKE),
            Map.entry("y", Import.INVOKE),
            Map.entry("p", Import.THROW_LONGJMP),
            Map.entry("q", Import.RESIZE_HEAP),
            Map.entry("c", Import.ABORT),
            Map.entry("x", Import.ABORT),
            Map.entry("m", Import.ABORT),
            Map.entry("v", Import.ABORT),
            Map.entry("o", Import.SET_TIMER),
            Map.entry("w", Import.NOTHING),
            Map.entry("r", Import.BAD_FILE),
            Map.entry("s", Import.BAD_FILE),
            Map.entry("t", Import.WRITE),
            Map.entry("u", Import.BAD_FILE));

    /** The exports behind the methods of {@link GrammarCode}, by method. */
    static final Map<String, String> EXPORTS = Map.of(
            "constructors", "A",
            "malloc", "C",
            "free", "E",
            "parse", "F",
            "freeParseResult", "G",
            "plpgsql", "H",
            "fingerprint", "I",
            "normalize", "J",
            "scan", "M",
            "freeString", "N");

    static final String SET_THREW = "P";
    static final String STACK_RESTORE = "Q";
    static final String STACK_CURRENT = "R";

    private WasmModuleNames() {}

    /** What the C code asks of its host. */
    enum Import {
        INVOKE,
        THROW_LONGJMP,
        RESIZE_HEAP,
        ABORT,
        SET_TIMER,
        NOTHING,
        BAD_FILE,
        WRITE
    }
}
