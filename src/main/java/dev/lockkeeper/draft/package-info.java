/** Language-model proposals, always judged by the gate. */
@NullMarked
package dev.lockkeeper.draft;

import org.jspecify.annotations.NullMarked;
