package dev.lockkeeper.sql.grammar;

import dev.lockkeeper.sql.grammar.WasmModuleNames.Import;
import java.util.List;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** The functions that the module imports, as methods beside its own: setjmp and longjmp, growth, refusals. */
final class ImportWriter {
    private static final int BAD_FILE_DESCRIPTOR = 8;
    private static final String HOST = Type.getInternalName(GrammarHost.class);

    private final ModuleFacts module;
    private final CodeNames names;

    ImportWriter(ModuleFacts module, CodeNames names) {
        this.module = module;
        this.names = names;
    }

    void write(ClassVisitor target, int function) {
        Signature signature = module.signature(function);
        Import host = module.host(function);
        MethodVisitor method = target.visitMethod(
                Opcodes.ACC_STATIC, CodeNames.function(function), signature.descriptor(), null, null);
        method.visitCode();
        switch (host) {
            case INVOKE -> invoke(method, signature);
            case THROW_LONGJMP -> raise(method, "longJump", LongJump.class);
            case ABORT -> raise(method, "aborted", GrammarTrap.class);
            case RESIZE_HEAP -> call(method, signature, "resize");
            case WRITE -> call(method, signature, "discard");
            case SET_TIMER, NOTHING -> answer(method, signature, 0);
            case BAD_FILE -> answer(method, signature, BAD_FILE_DESCRIPTOR);
        }
        method.visitMaxs(0, 0);
        method.visitEnd();
    }

    /** The call behind {@code invoke_…}: its first parameter is the index in the table. */
    static Signature invoked(Signature signature) {
        return new Signature(
                signature.parameters().subList(1, signature.parameters().size()), signature.result());
    }

    /** {@code setjmp}: calls through the table; a longjmp restores the C stack and makes the call return 0. */
    private void invoke(MethodVisitor method, Signature signature) {
        Signature invoked = invoked(signature);
        int memory = signature.slots();
        int saved = memory + 1;
        Label from = new Label();
        Label to = new Label();
        Label caught = new Label();
        method.visitTryCatchBlock(from, to, caught, Type.getInternalName(LongJump.class));
        own(method, WasmModuleNames.STACK_CURRENT, memory);
        method.visitVarInsn(Opcodes.ISTORE, saved);
        method.visitLabel(from);
        TableWriter.parameters(method, invoked.parameters(), 1);
        method.visitVarInsn(Opcodes.ILOAD, 0);
        method.visitVarInsn(Opcodes.ALOAD, memory);
        method.visitMethodInsn(
                Opcodes.INVOKESTATIC, CodeNames.TABLE, CodeNames.indirect(), invoked.indirectDescriptor(), false);
        method.visitLabel(to);
        leave(method, signature);
        method.visitLabel(caught);
        method.visitInsn(Opcodes.POP);
        method.visitVarInsn(Opcodes.ILOAD, saved);
        own(method, WasmModuleNames.STACK_RESTORE, memory);
        method.visitInsn(Opcodes.ICONST_1);
        method.visitInsn(Opcodes.ICONST_0);
        own(method, WasmModuleNames.SET_THREW, memory);
        answer(method, signature, 0);
    }

    private void own(MethodVisitor method, String export, int memory) {
        int function = module.export(export);
        method.visitVarInsn(Opcodes.ALOAD, memory);
        method.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                names.owner(function),
                CodeNames.function(function),
                module.signature(function).descriptor(),
                false);
    }

    private static void raise(MethodVisitor method, String maker, Class<?> exception) {
        method.visitMethodInsn(Opcodes.INVOKESTATIC, HOST, maker, "()" + Type.getDescriptor(exception), false);
        method.visitInsn(Opcodes.ATHROW);
    }

    private static void call(MethodVisitor method, Signature signature, String name) {
        int memory = TableWriter.parameters(method, signature.parameters(), 0);
        method.visitVarInsn(Opcodes.ALOAD, memory);
        method.visitMethodInsn(Opcodes.INVOKESTATIC, HOST, name, signature.descriptor(), false);
        leave(method, signature);
    }

    private static void answer(MethodVisitor method, Signature signature, int value) {
        List<Type> result = signature.result().stream().toList();
        if (result.contains(Type.INT_TYPE)) {
            Push.integer(method, value);
        } else if (result.contains(Type.LONG_TYPE)) {
            Push.longInteger(method, value);
        } else if (!result.isEmpty()) {
            throw new IllegalStateException("no import returns " + result);
        }
        leave(method, signature);
    }

    private static void leave(MethodVisitor method, Signature signature) {
        method.visitInsn(signature.result().orElse(Type.VOID_TYPE).getOpcode(Opcodes.IRETURN));
    }
}
