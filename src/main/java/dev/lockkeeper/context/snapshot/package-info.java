/** Reads live servers, and only reads: one connection, read-only, short timeouts, nothing that scans a user's table. */
@NullMarked
package dev.lockkeeper.context.snapshot;

import org.jspecify.annotations.NullMarked;
