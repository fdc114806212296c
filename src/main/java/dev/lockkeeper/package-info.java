/** Lockkeeper's engine: text to verdict, one immutable value after the other; docs/architecture.md lists the packages in import order. */
@NullMarked
package dev.lockkeeper;

import org.jspecify.annotations.NullMarked;
