package dev.lockkeeper.sql.grammar;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
            if (global(wasm, 0) != WasmModuleNames.STACK_START
                    || wasm.globalSection().globalCount() != 2) {
                throw new IllegalStateException("the first of two globals is the stack pointer");
            }
            out.writeInt(global(wasm, 1));
            byte[] memory = memory(wasm);
            if (ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN).getInt(WasmModuleNames.HEAP_END_WORD)
                            != WasmModuleNames.STACK_START
                    || memory.length > WasmModuleNames.STACK_END) {
                throw new IllegalStateException("the heap does not begin after the stack, or the data run into it");
            }
            out.writeInt(memory.length);
            out.write(memory);
        }
        return bytes.toByteArray();
    }

    private static int global(WasmModule wasm, int number) {
        return (int) Constants.value(wasm.globalSection().getGlobal(number).initInstructions());
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
