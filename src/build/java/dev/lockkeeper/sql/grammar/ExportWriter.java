package dev.lockkeeper.sql.grammar;

import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** The implementation of {@link GrammarCode}: each method calls the export of its name. */
final class ExportWriter {
    static final String NAME = GrammarCode.IMPLEMENTATION.replace('.', '/');

    private final ModuleFacts module;
    private final CodeNames names;
    private final String moduleSha256;

    ExportWriter(ModuleFacts module, CodeNames names, String moduleSha256) {
        this.module = module;
        this.names = names;
        this.moduleSha256 = moduleSha256;
    }

    void write(ClassVisitor target) {
        constructor(target);
        Stream.of(GrammarCode.class.getDeclaredMethods())
                .sorted(Comparator.comparing(Method::getName))
                .forEach(method -> method(target, method));
    }

    private static void constructor(ClassVisitor target) {
        MethodVisitor method = target.visitMethod(0, "<init>", "()V", null, null);
        method.visitCode();
        method.visitVarInsn(Opcodes.ALOAD, 0);
        method.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        method.visitInsn(Opcodes.RETURN);
        method.visitMaxs(0, 0);
        method.visitEnd();
    }

    private void method(ClassVisitor target, Method declared) {
        MethodVisitor method = target.visitMethod(
                Opcodes.ACC_PUBLIC, declared.getName(), Type.getMethodDescriptor(declared), null, null);
        method.visitCode();
        if (declared.getReturnType().equals(String.class)) {
            method.visitLdcInsn(moduleSha256);
            method.visitInsn(Opcodes.ARETURN);
        } else {
            int function = module.export(Objects.requireNonNull(
                    WasmModuleNames.EXPORTS.get(declared.getName()), () -> declared + " has no export"));
            int local = 1;
            for (Type type : Type.getArgumentTypes(declared)) {
                method.visitVarInsn(type.getOpcode(Opcodes.ILOAD), local);
                local += type.getSize();
            }
            method.visitMethodInsn(
                    Opcodes.INVOKESTATIC,
                    names.owner(function),
                    CodeNames.function(function),
                    Type.getMethodDescriptor(declared),
                    false);
            method.visitInsn(Type.getReturnType(declared).getOpcode(Opcodes.IRETURN));
        }
        method.visitMaxs(0, 0);
        method.visitEnd();
    }
}
