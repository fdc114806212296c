package dev.lockkeeper.sql;

import dev.lockkeeper.pg.QualifiedName;

/** What an entry of a view's target list shows: one column, or all of a relation's. */
public sealed interface ViewOutput {

    record Named(String name) implements ViewOutput {}

    record AllOf(QualifiedName relation) implements ViewOutput {}
}
