package dev.lockkeeper.sql.grammar;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The linear memory and the globals of one instance, with the accessors that the translated code calls. An address
 * is unsigned; one outside the memory throws an IndexOutOfBoundsException, which is the trap.
 */
final class WasmMemory {
    static final int PAGE = 65_536;

    /** 1 GiB: the most that the C heap may ask for. */
    static final int MOST_PAGES = 16_384;

    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);
    private static final VarHandle FLOAT = view(float[].class);
    private static final VarHandle DOUBLE = view(double[].class);

    private byte[] bytes;

    /** The stack pointer of the C code. */
    int global0;

    /** Scratch of the compiler's runtime. */
    int global1;

    WasmMemory(byte[] bytes, int global0, int global1) {
        this.bytes = bytes;
        this.global0 = global0;
        this.global1 = global1;
    }

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
    }

    /** The memory itself, until the next growth. */
    byte[] bytes() {
        return bytes;
    }

    int pages() {
        return bytes.length / PAGE;
    }

    /** False when it would be more than an instance may have. */
    boolean grow(int pages) {
        if (pages < 0 || pages() + pages > MOST_PAGES) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, bytes.length + pages * PAGE);
        return true;
    }

    /** An address above 2 GiB stays negative whatever is added to it: the sum must not wrap back into the memory. */
    private static int at(int address, int offset) {
        return address + offset | address >> 31;
    }

    /** The C code does not look where its stack ends: below lie its data. */
    static void setStack(int address, WasmMemory memory) {
        if (address < WasmModuleNames.STACK_END) {
            throw new GrammarTrap("the text is nested too deeply");
        }
        memory.global0 = address;
    }

    static int loadInt(int address, int offset, WasmMemory memory) {
        return (int) INT.get(memory.bytes, at(address, offset));
    }

    static int loadByte(int address, int offset, WasmMemory memory) {
        return memory.bytes[at(address, offset)];
    }

    static int loadUnsignedByte(int address, int offset, WasmMemory memory) {
        return memory.bytes[at(address, offset)] & 0xff;
    }

    static int loadShort(int address, int offset, WasmMemory memory) {
        return (short) SHORT.get(memory.bytes, at(address, offset));
    }

    static int loadUnsignedShort(int address, int offset, WasmMemory memory) {
        return loadShort(address, offset, memory) & 0xffff;
    }

    static long loadLong(int address, int offset, WasmMemory memory) {
        return (long) LONG.get(memory.bytes, at(address, offset));
    }

    static long loadByteToLong(int address, int offset, WasmMemory memory) {
        return loadByte(address, offset, memory);
    }

    static long loadUnsignedByteToLong(int address, int offset, WasmMemory memory) {
        return loadUnsignedByte(address, offset, memory);
    }

    static long loadShortToLong(int address, int offset, WasmMemory memory) {
        return loadShort(address, offset, memory);
    }

    static long loadUnsignedShortToLong(int address, int offset, WasmMemory memory) {
        return loadUnsignedShort(address, offset, memory);
    }

    static long loadIntToLong(int address, int offset, WasmMemory memory) {
        return loadInt(address, offset, memory);
    }

    static long loadUnsignedIntToLong(int address, int offset, WasmMemory memory) {
        return Integer.toUnsignedLong(loadInt(address, offset, memory));
    }

    static float loadFloat(int address, int offset, WasmMemory memory) {
        return (float) FLOAT.get(memory.bytes, at(address, offset));
    }

    static double loadDouble(int address, int offset, WasmMemory memory) {
        return (double) DOUBLE.get(memory.bytes, at(address, offset));
    }

    static void storeInt(int address, int value, int offset, WasmMemory memory) {
        INT.set(memory.bytes, at(address, offset), value);
    }

    static void storeByte(int address, int value, int offset, WasmMemory memory) {
        memory.bytes[at(address, offset)] = (byte) value;
    }

    static void storeShort(int address, int value, int offset, WasmMemory memory) {
        SHORT.set(memory.bytes, at(address, offset), (short) value);
    }

    static void storeLong(int address, long value, int offset, WasmMemory memory) {
        LONG.set(memory.bytes, at(address, offset), value);
    }

    static void storeLongAsInt(int address, long value, int offset, WasmMemory memory) {
        storeInt(address, (int) value, offset, memory);
    }

    static void storeDouble(int address, double value, int offset, WasmMemory memory) {
        DOUBLE.set(memory.bytes, at(address, offset), value);
    }

    static void copy(int to, int from, int length, WasmMemory memory) {
        System.arraycopy(memory.bytes, from, memory.bytes, to, length);
    }

    static void fill(int to, int value, int length, WasmMemory memory) {
        Arrays.fill(memory.bytes, to, Math.addExact(to, length), (byte) value);
    }

    static int size(WasmMemory memory) {
        return memory.pages();
    }
}
