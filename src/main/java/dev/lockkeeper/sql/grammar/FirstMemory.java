package dev.lockkeeper.sql.grammar;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** What a new instance's memory and globals hold before the first call; written by the build, read once. */
final class FirstMemory {
    static final String RESOURCE = "translated-memory.bin";
    static final int GLOBALS = 2;

    /** 35 MB, of which 32 MB are the C stack: less lets the stack run into the data unnoticed. */
    private static final int FIRST_PAGES = 540;

    private final byte[] data;
    private final int[] globals;

    private FirstMemory(byte[] data, int[] globals) {
        this.data = data;
        this.globals = globals;
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
            int[] globals = new int[GLOBALS];
            for (int i = 0; i < GLOBALS; i++) {
                globals[i] = in.readInt();
            }
            return new FirstMemory(in.readNBytes(in.readInt()), globals);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    WasmMemory copy() {
        byte[] bytes = new byte[FIRST_PAGES * WasmMemory.PAGE];
        System.arraycopy(data, 0, bytes, 0, data.length);
        return new WasmMemory(bytes, globals[0], globals[1]);
    }
}
