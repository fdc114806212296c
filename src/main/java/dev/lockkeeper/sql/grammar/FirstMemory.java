package dev.lockkeeper.sql.grammar;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** What a new instance's memory and globals hold before the first call; written by the build, read once. */
final class FirstMemory {
    static final String RESOURCE = "translated-memory.bin";

    /**
     * The module has a C stack of 32 MB, which would be most of an instance. Trees that are read at all (1,000 levels
     * of JSON) need less than a tenth of this, and what needs more is refused, because the stack is checked here.
     */
    static final int STACK_BYTES = 4 << 20;

    /** Data, stack and the first 3 MB of the heap. */
    private static final int FIRST_PAGES = 128;

    private final byte[] data;
    private final int scratch;

    private FirstMemory(byte[] data, int scratch) {
        this.data = data;
        this.scratch = scratch;
    }

    /** {@code moduleSha256} is the module that the code was translated from: data of another one is an error. */
    static FirstMemory read(String moduleSha256) {
        try (InputStream resource = Objects.requireNonNull(
                        FirstMemory.class.getResourceAsStream(RESOURCE), RESOURCE + " is not in the jar");
                DataInputStream in = new DataInputStream(resource)) {
            String sha256 = in.readUTF();
            if (!sha256.equals(moduleSha256) || !sha256.equals(WasmModuleNames.SHA_256)) {
                throw new IllegalStateException("the grammar's code and data come from different modules: build again");
            }
            int scratch = in.readInt();
            return new FirstMemory(in.readNBytes(in.readInt()), scratch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A memory of its own, in which the heap begins where the smaller stack does. */
    WasmMemory copy() {
        byte[] bytes = new byte[FIRST_PAGES * WasmMemory.PAGE];
        System.arraycopy(data, 0, bytes, 0, data.length);
        int start = WasmModuleNames.STACK_END + STACK_BYTES;
        WasmMemory memory = new WasmMemory(bytes, start, scratch);
        WasmMemory.storeInt(WasmModuleNames.HEAP_END_WORD, start, 0, memory);
        return memory;
    }
}
