/** The schema as values, replayable statement by statement. */
@NullMarked
package dev.lockkeeper.catalog;

import org.jspecify.annotations.NullMarked;
