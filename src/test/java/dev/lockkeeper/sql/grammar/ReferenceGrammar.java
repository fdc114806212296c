package dev.lockkeeper.sql.grammar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.wasm.Parser;
import run.endive.wasm.types.MemoryLimits;

/** The same module on a WebAssembly interpreter: what the translation is compared with. Not safe for threads. */
final class ReferenceGrammar {
    private static final int FIRST_PAGES = 540;

    private final Instance instance;
    private final Memory memory;

    ReferenceGrammar() {
        try (InputStream wasm = Objects.requireNonNull(
                ReferenceGrammar.class.getResourceAsStream("libpg-query.wasm"), "libpg-query.wasm is not there")) {
            var module = Parser.parse(wasm.readAllBytes());
            this.instance = Instance.builder(module)
                    .withImportValues(ReferenceHost.of(module))
                    .withStart(false)
                    .withMemoryFactory(ByteArrayMemory::new)
                    .withMemoryLimits(new MemoryLimits(FIRST_PAGES, WasmMemory.MOST_PAGES))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.memory = instance.memory();
        instance.export(WasmModuleNames.EXPORTS.get("constructors")).apply();
    }

    /** The JSON of the tree, or message and cursor of the error. */
    String parse(String sql) {
        int text = put(sql);
        int result = call("parse", text);
        int error = memory.readInt(result + 8);
        String answer = error != 0
                ? "error at " + memory.readInt(error + 16) + ": " + string(memory.readInt(error))
                : string(memory.readInt(result));
        call("freeParseResult", result);
        call("free", text);
        return answer;
    }

    /** One of the functions from text to text, by its method in {@link GrammarCode}. */
    String text(String method, String sql) {
        int text = put(sql);
        int result = call(method, text);
        String answer = string(result);
        if (result != 0) {
            call("freeString", result);
        }
        call("free", text);
        return answer;
    }

    private int call(String method, int argument) {
        long[] results = instance.export(WasmModuleNames.EXPORTS.get(method)).apply(argument);
        return results == null || results.length == 0 ? 0 : (int) results[0];
    }

    private int put(String sql) {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        int at = call("malloc", bytes.length + 1);
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
