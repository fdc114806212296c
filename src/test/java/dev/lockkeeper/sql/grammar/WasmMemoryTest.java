package dev.lockkeeper.sql.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses and numbers mean what WebAssembly's specification says. */
class WasmMemoryTest {
    private final WasmMemory memory = new WasmMemory(new byte[WasmMemory.PAGE], WasmModuleNames.STACK_END + 16, 0);

    @ParameterizedTest
    @CsvSource({"65533,0", "65536,0", "65530,4", "-4,0", "-4,8", "2147483647,2147483647"})
    void anAddressOutsideIsATrap(int address, int offset) {
        assertThatThrownBy(() -> WasmMemory.loadInt(address, offset, memory))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> WasmMemory.storeInt(address, 1, offset, memory))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(memory.bytes()).containsOnly(0);
    }

    @Test
    void numbersAreLittleEndianAndSigned() {
        WasmMemory.storeLong(8, 0x8182838485868788L, 0, memory);
        assertThat(WasmMemory.loadUnsignedByte(8, 0, memory)).isEqualTo(0x88);
        assertThat(WasmMemory.loadByte(0, 8, memory)).isEqualTo((byte) 0x88);
        assertThat(WasmMemory.loadUnsignedShort(8, 0, memory)).isEqualTo(0x8788);
        assertThat(WasmMemory.loadShort(8, 0, memory)).isEqualTo((short) 0x8788);
        assertThat(WasmMemory.loadIntToLong(8, 0, memory)).isEqualTo((int) 0x85868788L);
        assertThat(WasmMemory.loadUnsignedIntToLong(8, 0, memory)).isEqualTo(0x85868788L);
        assertThat(WasmMemory.loadLong(8, 0, memory)).isEqualTo(0x8182838485868788L);
    }

    @Test
    void growthKeepsTheContentAndHasALimit() {
        WasmMemory.storeInt(0, 42, 0, memory);
        assertThat(memory.grow(1)).isTrue();
        assertThat(memory.pages()).isEqualTo(2);
        assertThat(WasmMemory.loadInt(0, 0, memory)).isEqualTo(42);
        assertThat(memory.grow(WasmMemory.MOST_PAGES)).isFalse();
        assertThat(memory.grow(-1)).isFalse();
    }

    @Test
    void theStackEndsAboveTheData() {
        WasmMemory.setStack(WasmModuleNames.STACK_END, memory);
        assertThatThrownBy(() -> WasmMemory.setStack(WasmModuleNames.STACK_END - 16, memory))
                .isInstanceOf(GrammarTrap.class);
    }

    @ParameterizedTest
    @CsvSource({"-1.5,0", "NaN,0", "3e9,3000000000", "1e19,10000000000000000000", "1e30,18446744073709551615"})
    void conversionsSaturate(double value, String unsigned) {
        assertThat(Long.toUnsignedString(WasmMath.toUnsignedLong(value))).isEqualTo(unsigned);
        if (Double.isNaN(value) || value < 4e9) {
            assertThat(Integer.toUnsignedString(WasmMath.toUnsignedInt(value))).isEqualTo(unsigned);
        } else {
            assertThat(WasmMath.toUnsignedInt(value)).isEqualTo(-1);
        }
    }

    @Test
    void divisionTraps() {
        assertThat(WasmMath.divideSigned(-7, 2)).isEqualTo(-3);
        assertThatThrownBy(() -> WasmMath.divideSigned(1, 0)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> WasmMath.divideSigned(Integer.MIN_VALUE, -1)).isInstanceOf(GrammarTrap.class);
    }

    @Test
    void unsignedNumbersKeepTheirSize() {
        assertThat(WasmMath.unsignedToDouble(-1)).isEqualTo(4294967295.0);
        assertThat(WasmMath.unsignedToDouble(-1L)).isEqualTo(18446744073709551615.0);
        assertThat(WasmMath.unsignedToDouble(Long.MIN_VALUE + 1025)).isEqualTo(0x1.0000000000001p63);
    }
}
