package dev.lockkeeper.sql.grammar;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/** One C heap with the grammar in it; used by one thread at a time, thrown away after a trap. */
final class GrammarInstance {
    private final GrammarCode code;
    private final WasmMemory memory;

    GrammarInstance(GrammarCode code, WasmMemory memory) {
        this.code = code;
        this.memory = memory;
        code.constructors(memory);
    }

    /** An answer in C memory, read before it is freed. */
    interface Reader<T> {
        T read(byte[] memory, int from, int length);
    }

    /** The tree as JSON, or the error with its cursor position (1-based, in code points; 0 = unknown). */
    record RawParse<T>(Optional<T> json, String message, int cursor) {}

    /** Nothing is freed after a trap: the instance is thrown away with all that lies in it. */
    <T> RawParse<T> parse(String sql, Reader<T> reader) {
        int text = put(sql);
        int result = code.parse(text, memory);
        int error = integer(result + 8);
        RawParse<T> parsed = error != 0
                ? new RawParse<>(Optional.empty(), answer(integer(error), GrammarInstance::text), integer(error + 16))
                : new RawParse<>(Optional.of(answer(integer(result), reader)), "", 0);
        code.freeParseResult(result, memory);
        code.free(text, memory);
        return parsed;
    }

    <T> T plpgsql(String sql, Reader<T> reader) {
        return fromTextToText(text -> code.plpgsql(text, memory), sql, reader);
    }

    <T> T fingerprint(String sql, Reader<T> reader) {
        return fromTextToText(text -> code.fingerprint(text, memory), sql, reader);
    }

    <T> T scan(String sql, Reader<T> reader) {
        return fromTextToText(text -> code.scan(text, memory), sql, reader);
    }

    static String text(byte[] memory, int from, int length) {
        return new String(memory, from, length, StandardCharsets.UTF_8);
    }

    private <T> T fromTextToText(IntUnaryOperator function, String sql, Reader<T> reader) {
        int text = put(sql);
        int result = function.applyAsInt(text);
        T read = answer(result, reader);
        if (result != 0) {
            code.freeString(result, memory);
        }
        code.free(text, memory);
        return read;
    }

    private int put(String sql) {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        int at = code.malloc(bytes.length + 1, memory);
        if (at == 0) {
            throw new GrammarTrap("no memory for the text");
        }
        System.arraycopy(bytes, 0, memory.bytes(), at, bytes.length);
        memory.bytes()[at + bytes.length] = 0;
        return at;
    }

    private int integer(int address) {
        return WasmMemory.loadInt(address, 0, memory);
    }

    private <T> T answer(int address, Reader<T> reader) {
        byte[] bytes = memory.bytes();
        int end = address;
        while (address != 0 && bytes[end] != 0) {
            end++;
        }
        return reader.read(bytes, address, end - address);
    }
}
