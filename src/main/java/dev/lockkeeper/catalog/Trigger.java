package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;

/** A trigger of a table and the function it calls. */
public record Trigger(String name, QualifiedName table, QualifiedName function, Origin origin) {}
