/** Rules about the way back. */
@NullMarked
package dev.lockkeeper.rule.rollback;

import org.jspecify.annotations.NullMarked;
