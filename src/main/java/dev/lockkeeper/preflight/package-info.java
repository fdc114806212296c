/** Counts in production the rows that would break a step; counts, never values. */
@NullMarked
package dev.lockkeeper.preflight;

import org.jspecify.annotations.NullMarked;
