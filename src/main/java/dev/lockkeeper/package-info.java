/** Lockkeeper's engine: see docs/architecture.md for the packages in import order. */
@NullMarked
package dev.lockkeeper;

import org.jspecify.annotations.NullMarked;
