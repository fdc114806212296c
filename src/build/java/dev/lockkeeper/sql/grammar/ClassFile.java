package dev.lockkeeper.sql.grammar;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/** A generated class of version 65 (Java 21). */
final class ClassFile {
    private ClassFile() {}

    static ClassWriter open(String name, String... interfaces) {
        // The code has no references but the memory, the frame and exceptions: nothing to look up in a hierarchy.
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected String getCommonSuperClass(String one, String other) {
                return "java/lang/Object";
            }
        };
        writer.visit(
                Opcodes.V21,
                Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
                name,
                null,
                "java/lang/Object",
                interfaces);
        return writer;
    }

    /** For measuring only: no frames. */
    static ClassWriter scratch() {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V21, Opcodes.ACC_FINAL, "Scratch", null, "java/lang/Object", null);
        return writer;
    }
}
