package dev.lockkeeper.sql.grammar;

import java.util.BitSet;
import java.util.List;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Which JVM local holds which variable of a function, inside one method. */
final class Registers {
    private final List<Variable> variables;
    private final int[] locals;
    private final int memory;
    private int next;

    /** {@code first} is the first free local of the method, {@code memory} the one with the memory. */
    Registers(List<Variable> variables, int memory, int first) {
        this.variables = variables;
        this.locals = new int[variables.size()];
        this.memory = memory;
        this.next = first;
    }

    void put(int variable, int local) {
        locals[variable] = local;
    }

    void allocate(BitSet used) {
        used.stream()
                .forEach(variable ->
                        locals[variable] = temporary(variables.get(variable).type()));
    }

    int temporary(Type type) {
        int local = next;
        next += type.getSize();
        return local;
    }

    Variable variable(int number) {
        return variables.get(number);
    }

    void loadMemory(MethodVisitor method) {
        method.visitVarInsn(Opcodes.ALOAD, memory);
    }

    void load(MethodVisitor method, Variable variable) {
        method.visitVarInsn(variable.type().getOpcode(Opcodes.ILOAD), locals[variable.number()]);
    }

    void store(MethodVisitor method, Variable variable) {
        method.visitVarInsn(variable.type().getOpcode(Opcodes.ISTORE), locals[variable.number()]);
    }

    void zero(MethodVisitor method, Variable variable) {
        method.visitInsn(
                switch (variable.type().getSort()) {
                    case Type.LONG -> Opcodes.LCONST_0;
                    case Type.FLOAT -> Opcodes.FCONST_0;
                    case Type.DOUBLE -> Opcodes.DCONST_0;
                    default -> Opcodes.ICONST_0;
                });
        store(method, variable);
    }
}
