package dev.lockkeeper.sql.grammar;

import org.objectweb.asm.Type;

/** A local of a function, or the place of an operand that lives from one block to the next; numbered from 0. */
record Variable(int number, Type type) {}
