package dev.lockkeeper.sql.grammar;

import static org.objectweb.asm.Type.DOUBLE_TYPE;
import static org.objectweb.asm.Type.FLOAT_TYPE;
import static org.objectweb.asm.Type.INT_TYPE;
import static org.objectweb.asm.Type.LONG_TYPE;
import static run.endive.wasm.types.OpCode.*;

import dev.lockkeeper.sql.grammar.Operation.Form;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import run.endive.wasm.types.OpCode;

/**
 * The numeric and memory instructions that the grammar's module uses, by opcode; whatever is not listed makes the
 * translation fail. Semantics: WebAssembly core specification 2.0, chapter 4.3.
 */
final class Operations {
    private static final List<Type> I = List.of(INT_TYPE);
    private static final List<Type> II = List.of(INT_TYPE, INT_TYPE);
    private static final List<Type> J = List.of(LONG_TYPE);
    private static final List<Type> JJ = List.of(LONG_TYPE, LONG_TYPE);
    private static final List<Type> FF = List.of(FLOAT_TYPE, FLOAT_TYPE);
    private static final List<Type> D = List.of(DOUBLE_TYPE);
    private static final List<Type> DD = List.of(DOUBLE_TYPE, DOUBLE_TYPE);

    private static final Map<OpCode, Operation> ALL = all();

    private Operations() {}

    static Optional<Operation> of(OpCode opcode) {
        return Optional.ofNullable(ALL.get(opcode));
    }

    private static Map<OpCode, Operation> all() {
        Map<OpCode, Operation> all = new EnumMap<>(OpCode.class);
        integers(all);
        longs(all);
        floats(all);
        comparisons(all);
        memory(all);
        return all;
    }

    private static void integers(Map<OpCode, Operation> all) {
        all.put(I32_ADD, plain(II, INT_TYPE, Opcodes.IADD));
        all.put(I32_SUB, plain(II, INT_TYPE, Opcodes.ISUB));
        all.put(I32_MUL, plain(II, INT_TYPE, Opcodes.IMUL));
        all.put(I32_AND, plain(II, INT_TYPE, Opcodes.IAND));
        all.put(I32_OR, plain(II, INT_TYPE, Opcodes.IOR));
        all.put(I32_XOR, plain(II, INT_TYPE, Opcodes.IXOR));
        all.put(I32_SHL, plain(II, INT_TYPE, Opcodes.ISHL));
        all.put(I32_SHR_S, plain(II, INT_TYPE, Opcodes.ISHR));
        all.put(I32_SHR_U, plain(II, INT_TYPE, Opcodes.IUSHR));
        all.put(I32_EXTEND_8_S, plain(I, INT_TYPE, Opcodes.I2B));
        all.put(I32_EXTEND_16_S, plain(I, INT_TYPE, Opcodes.I2S));
        all.put(I32_WRAP_I64, plain(J, INT_TYPE, Opcodes.L2I));
        all.put(I32_DIV_S, call(II, INT_TYPE, WasmMath.class, "divideSigned"));
        all.put(I32_DIV_U, call(II, INT_TYPE, Integer.class, "divideUnsigned"));
        all.put(I32_REM_U, call(II, INT_TYPE, Integer.class, "remainderUnsigned"));
        all.put(I32_ROTL, call(II, INT_TYPE, Integer.class, "rotateLeft"));
        all.put(I32_ROTR, call(II, INT_TYPE, Integer.class, "rotateRight"));
        all.put(I32_CLZ, call(I, INT_TYPE, Integer.class, "numberOfLeadingZeros"));
        all.put(I32_CTZ, call(I, INT_TYPE, Integer.class, "numberOfTrailingZeros"));
        all.put(I32_TRUNC_SAT_F64_S, plain(D, INT_TYPE, Opcodes.D2I));
        all.put(I32_TRUNC_SAT_F64_U, call(D, INT_TYPE, WasmMath.class, "toUnsignedInt"));
    }

    private static void longs(Map<OpCode, Operation> all) {
        all.put(I64_ADD, plain(JJ, LONG_TYPE, Opcodes.LADD));
        all.put(I64_SUB, plain(JJ, LONG_TYPE, Opcodes.LSUB));
        all.put(I64_MUL, plain(JJ, LONG_TYPE, Opcodes.LMUL));
        all.put(I64_AND, plain(JJ, LONG_TYPE, Opcodes.LAND));
        all.put(I64_OR, plain(JJ, LONG_TYPE, Opcodes.LOR));
        all.put(I64_XOR, plain(JJ, LONG_TYPE, Opcodes.LXOR));
        all.put(I64_SHL, plain(JJ, LONG_TYPE, Opcodes.L2I, Opcodes.LSHL));
        all.put(I64_SHR_S, plain(JJ, LONG_TYPE, Opcodes.L2I, Opcodes.LSHR));
        all.put(I64_SHR_U, plain(JJ, LONG_TYPE, Opcodes.L2I, Opcodes.LUSHR));
        all.put(I64_EXTEND_I32_S, plain(I, LONG_TYPE, Opcodes.I2L));
        all.put(I64_EXTEND_I32_U, call(I, LONG_TYPE, Integer.class, "toUnsignedLong"));
        all.put(I64_EXTEND_32_S, plain(J, LONG_TYPE, Opcodes.L2I, Opcodes.I2L));
        all.put(I64_DIV_U, call(JJ, LONG_TYPE, Long.class, "divideUnsigned"));
        all.put(I64_ROTL, call(JJ, LONG_TYPE, WasmMath.class, "rotateLeft"));
        all.put(I64_CLZ, call(J, LONG_TYPE, WasmMath.class, "leadingZeros"));
        all.put(I64_REINTERPRET_F64, call(D, LONG_TYPE, Double.class, "doubleToRawLongBits"));
        all.put(I64_TRUNC_SAT_F64_U, call(D, LONG_TYPE, WasmMath.class, "toUnsignedLong"));
    }

    private static void floats(Map<OpCode, Operation> all) {
        all.put(F64_ADD, plain(DD, DOUBLE_TYPE, Opcodes.DADD));
        all.put(F64_SUB, plain(DD, DOUBLE_TYPE, Opcodes.DSUB));
        all.put(F64_MUL, plain(DD, DOUBLE_TYPE, Opcodes.DMUL));
        all.put(F64_DIV, plain(DD, DOUBLE_TYPE, Opcodes.DDIV));
        all.put(F64_NEG, plain(D, DOUBLE_TYPE, Opcodes.DNEG));
        all.put(F64_ABS, call(D, DOUBLE_TYPE, Math.class, "abs"));
        all.put(F64_MAX, call(DD, DOUBLE_TYPE, Math.class, "max"));
        all.put(F64_CONVERT_I32_S, plain(I, DOUBLE_TYPE, Opcodes.I2D));
        all.put(F64_CONVERT_I32_U, call(I, DOUBLE_TYPE, WasmMath.class, "unsignedToDouble"));
        all.put(F64_CONVERT_I64_U, call(J, DOUBLE_TYPE, WasmMath.class, "unsignedToDouble"));
        all.put(F64_REINTERPRET_I64, call(J, DOUBLE_TYPE, Double.class, "longBitsToDouble"));
    }

    private static void comparisons(Map<OpCode, Operation> all) {
        all.put(I32_EQZ, comparison(I, new Form.Comparison(List.of(), Optional.empty(), false, Opcodes.IFEQ)));
        all.put(I32_EQ, direct(Opcodes.IFEQ));
        all.put(I32_NE, direct(Opcodes.IFNE));
        all.put(I32_LT_S, direct(Opcodes.IFLT));
        all.put(I32_GT_S, direct(Opcodes.IFGT));
        all.put(I32_LE_S, direct(Opcodes.IFLE));
        all.put(I32_GE_S, direct(Opcodes.IFGE));
        all.put(I32_LT_U, unsigned(II, Integer.class, Opcodes.IFLT));
        all.put(I32_GT_U, unsigned(II, Integer.class, Opcodes.IFGT));
        all.put(I32_LE_U, unsigned(II, Integer.class, Opcodes.IFLE));
        all.put(I32_GE_U, unsigned(II, Integer.class, Opcodes.IFGE));
        all.put(I64_EQZ, prepared(J, Opcodes.IFEQ, Opcodes.LCONST_0, Opcodes.LCMP));
        all.put(I64_EQ, prepared(JJ, Opcodes.IFEQ, Opcodes.LCMP));
        all.put(I64_NE, prepared(JJ, Opcodes.IFNE, Opcodes.LCMP));
        all.put(I64_LT_S, prepared(JJ, Opcodes.IFLT, Opcodes.LCMP));
        all.put(I64_GE_S, prepared(JJ, Opcodes.IFGE, Opcodes.LCMP));
        all.put(I64_LT_U, unsigned(JJ, Long.class, Opcodes.IFLT));
        all.put(I64_GT_U, unsigned(JJ, Long.class, Opcodes.IFGT));
        all.put(I64_LE_U, unsigned(JJ, Long.class, Opcodes.IFLE));
        all.put(I64_GE_U, unsigned(JJ, Long.class, Opcodes.IFGE));
        // With a NaN the comparison is false: DCMPG then answers 1, DCMPL -1.
        all.put(F32_NE, prepared(FF, Opcodes.IFNE, Opcodes.FCMPL));
        all.put(F64_EQ, prepared(DD, Opcodes.IFEQ, Opcodes.DCMPL));
        all.put(F64_NE, prepared(DD, Opcodes.IFNE, Opcodes.DCMPL));
        all.put(F64_LT, prepared(DD, Opcodes.IFLT, Opcodes.DCMPG));
        all.put(F64_GE, prepared(DD, Opcodes.IFGE, Opcodes.DCMPL));
    }

    private static void memory(Map<OpCode, Operation> all) {
        all.put(I32_LOAD, load("loadInt", INT_TYPE));
        all.put(I32_LOAD8_S, load("loadByte", INT_TYPE));
        all.put(I32_LOAD8_U, load("loadUnsignedByte", INT_TYPE));
        all.put(I32_LOAD16_S, load("loadShort", INT_TYPE));
        all.put(I32_LOAD16_U, load("loadUnsignedShort", INT_TYPE));
        all.put(I64_LOAD, load("loadLong", LONG_TYPE));
        all.put(I64_LOAD8_S, load("loadByteToLong", LONG_TYPE));
        all.put(I64_LOAD8_U, load("loadUnsignedByteToLong", LONG_TYPE));
        all.put(I64_LOAD16_S, load("loadShortToLong", LONG_TYPE));
        all.put(I64_LOAD16_U, load("loadUnsignedShortToLong", LONG_TYPE));
        all.put(I64_LOAD32_S, load("loadIntToLong", LONG_TYPE));
        all.put(I64_LOAD32_U, load("loadUnsignedIntToLong", LONG_TYPE));
        all.put(F32_LOAD, load("loadFloat", FLOAT_TYPE));
        all.put(F64_LOAD, load("loadDouble", DOUBLE_TYPE));
        all.put(I32_STORE, store("storeInt", INT_TYPE));
        all.put(I32_STORE8, store("storeByte", INT_TYPE));
        all.put(I32_STORE16, store("storeShort", INT_TYPE));
        all.put(I64_STORE, store("storeLong", LONG_TYPE));
        all.put(I64_STORE32, store("storeLongAsInt", LONG_TYPE));
        all.put(F64_STORE, store("storeDouble", DOUBLE_TYPE));
    }

    private static Operation plain(List<Type> takes, Type leaves, Integer... opcodes) {
        return new Operation(takes, Optional.of(leaves), new Form.Plain(List.of(opcodes)));
    }

    private static Operation call(List<Type> takes, Type leaves, Class<?> owner, String method) {
        return new Operation(takes, Optional.of(leaves), new Form.Call(owner, method));
    }

    private static Operation comparison(List<Type> takes, Form.Comparison comparison) {
        return new Operation(takes, Optional.of(INT_TYPE), comparison);
    }

    private static Operation direct(int jump) {
        return comparison(II, new Form.Comparison(List.of(), Optional.empty(), true, jump));
    }

    private static Operation prepared(List<Type> takes, int jump, Integer... opcodes) {
        return comparison(takes, new Form.Comparison(List.of(opcodes), Optional.empty(), false, jump));
    }

    private static Operation unsigned(List<Type> takes, Class<?> box, int jump) {
        return comparison(
                takes, new Form.Comparison(List.of(), Optional.of(new Form.Call(box, "compareUnsigned")), false, jump));
    }

    private static Operation load(String method, Type leaves) {
        return new Operation(I, Optional.of(leaves), new Form.Access(method));
    }

    private static Operation store(String method, Type value) {
        return new Operation(List.of(INT_TYPE, value), Optional.empty(), new Form.Access(method));
    }
}
