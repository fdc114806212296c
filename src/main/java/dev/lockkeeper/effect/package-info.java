/** What each statement does in this context: locks, rewrites, scans, failures, breakage. */
@NullMarked
package dev.lockkeeper.effect;

import org.jspecify.annotations.NullMarked;
