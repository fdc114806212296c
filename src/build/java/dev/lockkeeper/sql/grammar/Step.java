package dev.lockkeeper.sql.grammar;

import org.objectweb.asm.Type;
import run.endive.wasm.types.OpCode;

/** An instruction inside a block, with its immediate (variable, constant, function, offset) and the type it works on. */
record Step(OpCode opcode, long immediate, Type type) {}
