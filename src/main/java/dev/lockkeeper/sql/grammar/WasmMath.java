package dev.lockkeeper.sql.grammar;

/** WebAssembly's arithmetic where Java has no method of the same meaning; called by the translated code. */
final class WasmMath {
    private static final double TWO_TO_63 = 0x1p63;

    private WasmMath() {}

    /** Traps on division by zero, as Java does, and where the quotient does not fit. */
    static int divideSigned(int dividend, int divisor) {
        if (dividend == Integer.MIN_VALUE && divisor == -1) {
            throw new GrammarTrap("integer overflow");
        }
        return dividend / divisor;
    }

    static long rotateLeft(long value, long distance) {
        return Long.rotateLeft(value, (int) distance);
    }

    static long leadingZeros(long value) {
        return Long.numberOfLeadingZeros(value);
    }

    static double unsignedToDouble(int value) {
        return Integer.toUnsignedLong(value);
    }

    /** Halving keeps the lowest bit, so that the sum is rounded once. */
    static double unsignedToDouble(long value) {
        return value >= 0 ? value : 2.0 * ((value >>> 1) | (value & 1));
    }

    /** Saturates; NaN is 0. */
    static int toUnsignedInt(double value) {
        return (int) Math.clamp((long) value, 0, 0xffff_ffffL);
    }

    /** Saturates; NaN is 0. */
    static long toUnsignedLong(double value) {
        if (value < TWO_TO_63) {
            return Math.max(0, (long) value);
        }
        return value >= 2 * TWO_TO_63 ? -1 : Double.isNaN(value) ? 0 : (long) (value - TWO_TO_63) ^ Long.MIN_VALUE;
    }

    /** The entry of a jump table that is too large for a method; the last one is for every other index. */
    static int entry(int index, String table) {
        return table.charAt(index >= 0 && index < table.length() ? index : table.length() - 1);
    }

    static GrammarTrap unreachable() {
        return new GrammarTrap("unreachable code was reached");
    }

    static GrammarTrap noSuchFunction() {
        return new GrammarTrap("a call through the table met no function of its type");
    }
}
