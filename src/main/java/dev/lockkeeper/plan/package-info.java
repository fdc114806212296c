/** The phased plan: phases, steps, timeouts, rollback. */
@NullMarked
package dev.lockkeeper.plan;

import org.jspecify.annotations.NullMarked;
