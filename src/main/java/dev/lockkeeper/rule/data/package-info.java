/** Rules about statements that fail on data or destroy it. */
@NullMarked
package dev.lockkeeper.rule.data;

import org.jspecify.annotations.NullMarked;
