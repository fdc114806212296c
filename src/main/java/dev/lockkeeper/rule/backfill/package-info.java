/** Rules about writing many rows. */
@NullMarked
package dev.lockkeeper.rule.backfill;

import org.jspecify.annotations.NullMarked;
