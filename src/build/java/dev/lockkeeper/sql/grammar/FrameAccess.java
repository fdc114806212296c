package dev.lockkeeper.sql.grammar;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Values of all types in a {@code long[]}. */
final class FrameAccess {
    private FrameAccess() {}

    /** The long on the stack becomes a value of the type. */
    static void fromLong(MethodVisitor method, Type type) {
        switch (type.getSort()) {
            case Type.INT -> method.visitInsn(Opcodes.L2I);
            case Type.FLOAT -> {
                method.visitInsn(Opcodes.L2I);
                convert(method, Float.class, "intBitsToFloat", "(I)F");
            }
            case Type.DOUBLE -> convert(method, Double.class, "longBitsToDouble", "(J)D");
            default -> {}
        }
    }

    /** The value of the type on the stack becomes a long. */
    static void toLong(MethodVisitor method, Type type) {
        switch (type.getSort()) {
            case Type.INT -> method.visitInsn(Opcodes.I2L);
            case Type.FLOAT -> {
                convert(method, Float.class, "floatToRawIntBits", "(F)I");
                method.visitInsn(Opcodes.I2L);
            }
            case Type.DOUBLE -> convert(method, Double.class, "doubleToRawLongBits", "(D)J");
            default -> {}
        }
    }

    private static void convert(MethodVisitor method, Class<?> owner, String name, String descriptor) {
        method.visitMethodInsn(Opcodes.INVOKESTATIC, Type.getInternalName(owner), name, descriptor, false);
    }
}
