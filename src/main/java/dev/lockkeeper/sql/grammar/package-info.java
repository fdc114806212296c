/** PostgreSQL 18's own grammar (libpg_query, compiled to WebAssembly) as a library call inside the JVM. */
@NullMarked
package dev.lockkeeper.sql.grammar;

import org.jspecify.annotations.NullMarked;
