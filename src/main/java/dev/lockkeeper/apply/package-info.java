/**
 * Runs what was approved: signed phases against the target database, one at a time, resumable, with its state in that
 * database. Nothing is executed that no approval signs, except checks and the removal of an index that an interrupted
 * run left INVALID.
 */
@NullMarked
package dev.lockkeeper.apply;

import org.jspecify.annotations.NullMarked;
