/** Rules about what belongs into a transaction and what does not. */
@NullMarked
package dev.lockkeeper.rule.transaction;

import org.jspecify.annotations.NullMarked;
