/** Rules about full table scans under a lock. */
@NullMarked
package dev.lockkeeper.rule.scan;

import org.jspecify.annotations.NullMarked;
