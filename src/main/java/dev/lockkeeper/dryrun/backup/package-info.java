/** Dumps of production as files: what they are, how old, their statements and rows, and masks over the rows. */
@NullMarked
package dev.lockkeeper.dryrun.backup;

import org.jspecify.annotations.NullMarked;
