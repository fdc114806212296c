/** Rules about who has to wait while a lock is held. */
@NullMarked
package dev.lockkeeper.rule.locking;

import org.jspecify.annotations.NullMarked;
