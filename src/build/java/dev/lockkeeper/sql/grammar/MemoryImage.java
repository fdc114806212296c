package dev.lockkeeper.sql.grammar;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.ActiveDataSegment;

/** The first content of the memory and the globals, as {@link FirstMemory} reads it. */
final class MemoryImage {
    private MemoryImage() {}

    static byte[] of(WasmModule wasm, String sha256) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(sha256);
            for (int i = 0; i < FirstMemory.GLOBALS; i++) {
                out.writeInt((int) Constants.value(wasm.globalSection().getGlobal(i).initInstructions()));
            }
            byte[] memory = memory(wasm);
            out.writeInt(memory.length);
            out.write(memory);
        }
        return bytes.toByteArray();
    }

    /** From address 0 to the last byte that a data segment sets. */
    private static byte[] memory(WasmModule wasm) {
        byte[] memory = new byte[0];
        for (int i = 0; i < wasm.dataSection().dataSegmentCount(); i++) {
            if (!(wasm.dataSection().getDataSegment(i) instanceof ActiveDataSegment segment)) {
                throw new IllegalStateException("only active data segments are expected");
            }
            int from = (int) Constants.value(segment.offsetInstructions());
            int to = from + segment.data().length;
            if (to > memory.length) {
                memory = Arrays.copyOf(memory, to);
            }
            System.arraycopy(segment.data(), 0, memory, from, segment.data().length);
        }
        return memory;
    }
}
