/** The whole tool as one function: the composition root. */
@NullMarked
package dev.lockkeeper.gate;

import org.jspecify.annotations.NullMarked;
