/** Rules and their cards: one hazard, one pair of files. */
@NullMarked
package dev.lockkeeper.rule;

import org.jspecify.annotations.NullMarked;
