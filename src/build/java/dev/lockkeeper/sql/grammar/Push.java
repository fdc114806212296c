package dev.lockkeeper.sql.grammar;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The shortest instruction for a constant. */
final class Push {
    private Push() {}

    static void integer(MethodVisitor method, int value) {
        if (value >= -1 && value <= 5) {
            method.visitInsn(Opcodes.ICONST_0 + value);
        } else if (value == (byte) value) {
            method.visitIntInsn(Opcodes.BIPUSH, value);
        } else if (value == (short) value) {
            method.visitIntInsn(Opcodes.SIPUSH, value);
        } else {
            method.visitLdcInsn(value);
        }
    }

    static void longInteger(MethodVisitor method, long value) {
        if (value == (int) value) {
            integer(method, (int) value);
            method.visitInsn(Opcodes.I2L);
        } else {
            method.visitLdcInsn(value);
        }
    }
}
