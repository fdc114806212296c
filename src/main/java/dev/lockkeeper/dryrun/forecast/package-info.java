/** Production's durations from measurements at several sizes: values and arithmetic, no I/O. */
@NullMarked
package dev.lockkeeper.dryrun.forecast;

import org.jspecify.annotations.NullMarked;
