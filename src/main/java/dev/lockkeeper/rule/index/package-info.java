/** Rules about indexes that are missing. */
@NullMarked
package dev.lockkeeper.rule.index;

import org.jspecify.annotations.NullMarked;
