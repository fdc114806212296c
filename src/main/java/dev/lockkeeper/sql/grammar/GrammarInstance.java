package dev.lockkeeper.sql.grammar;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.MemoryLimits;

/** One C heap with the grammar in it; used by one thread at a time, thrown away after a trap. */
final class GrammarInstance {
    /** 35 MB, of which 32 MB are the C stack: less lets the stack run into the data unnoticed. */
    private static final int FIRST_PAGES = 540;

    private static final int MOST_PAGES = 16_384;

    private final Instance instance;
    private final Memory memory;

    GrammarInstance(WasmModule module) {
        this.instance = Instance.builder(module)
                .withImportValues(HostFunctions.of(module))
                .withStart(false)
                .withMemoryFactory(ByteArrayMemory::new)
                .withMemoryLimits(new MemoryLimits(FIRST_PAGES, MOST_PAGES))
                .build();
        this.memory = instance.memory();
        instance.export(WasmModuleNames.CONSTRUCTORS).apply();
    }

    /** The tree as JSON, or the error with its cursor position (1-based, in code points; 0 = unknown). */
    record RawParse(Optional<String> json, String message, int cursor) {}

    RawParse parse(String sql) {
        int text = put(sql);
        int result = 0;
        try {
            result = call(WasmModuleNames.PARSE, text);
            int error = memory.readInt(result + 8);
            return error != 0
                    ? new RawParse(Optional.empty(), string(memory.readInt(error)), memory.readInt(error + 16))
                    : new RawParse(Optional.of(string(memory.readInt(result))), "", 0);
        } finally {
            if (result != 0) {
                instance.export(WasmModuleNames.FREE_PARSE_RESULT).apply(result);
            }
            instance.export(WasmModuleNames.FREE).apply(text);
        }
    }

    /** The functions from text to text: plpgsql, fingerprint, normalize, scan. */
    String text(String export, String sql) {
        int text = put(sql);
        int result = 0;
        try {
            result = call(export, text);
            return string(result);
        } finally {
            if (result != 0) {
                instance.export(WasmModuleNames.FREE_STRING).apply(result);
            }
            instance.export(WasmModuleNames.FREE).apply(text);
        }
    }

    private int call(String export, int argument) {
        return (int) instance.export(export).apply(argument)[0];
    }

    private int put(String sql) {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        int at = call(WasmModuleNames.MALLOC, bytes.length + 1);
        if (at == 0) {
            throw new GrammarTrap("no memory for the text");
        }
        memory.write(at, bytes);
        memory.writeByte(at + bytes.length, (byte) 0);
        return at;
    }

    private String string(int at) {
        int end = at;
        while (at != 0 && memory.read(end) != 0) {
            end++;
        }
        return new String(memory.readBytes(at, end - at), StandardCharsets.UTF_8);
    }
}
