package dev.lockkeeper.sql.grammar;

import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Calls through the table, for each function type one method that knows the functions of the type by their index. */
final class TableWriter {
    private final ModuleFacts module;
    private final CodeNames names;

    TableWriter(ModuleFacts module, CodeNames names) {
        this.module = module;
        this.names = names;
    }

    void write(ClassVisitor target, Signature signature) {
        MethodVisitor method = target.visitMethod(
                Opcodes.ACC_STATIC, CodeNames.indirect(), signature.indirectDescriptor(), null, null);
        method.visitCode();
        Map<Integer, Integer> functions = module.tableOf(signature);
        int[] indexes = functions.keySet().stream().mapToInt(Integer::intValue).toArray();
        Label[] labels = functions.keySet().stream().map(index -> new Label()).toArray(Label[]::new);
        Label none = new Label();
        method.visitVarInsn(Opcodes.ILOAD, signature.slots());
        method.visitLookupSwitchInsn(none, indexes, labels);
        int next = 0;
        for (int function : functions.values()) {
            method.visitLabel(labels[next++]);
            parameters(method, signature.parameters(), 0);
            method.visitVarInsn(Opcodes.ALOAD, signature.slots() + 1);
            method.visitMethodInsn(
                    Opcodes.INVOKESTATIC,
                    names.owner(function),
                    CodeNames.function(function),
                    signature.descriptor(),
                    false);
            method.visitInsn(signature.result().orElse(Type.VOID_TYPE).getOpcode(Opcodes.IRETURN));
        }
        method.visitLabel(none);
        method.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                Type.getInternalName(WasmMath.class),
                "noSuchFunction",
                "()" + Type.getDescriptor(GrammarTrap.class),
                false);
        method.visitInsn(Opcodes.ATHROW);
        method.visitMaxs(0, 0);
        method.visitEnd();
    }

    /** Loads parameters that lie from a local on; answers the local after them. */
    static int parameters(MethodVisitor method, List<Type> types, int from) {
        int local = from;
        for (Type type : types) {
            method.visitVarInsn(type.getOpcode(Opcodes.ILOAD), local);
            local += type.getSize();
        }
        return local;
    }
}
