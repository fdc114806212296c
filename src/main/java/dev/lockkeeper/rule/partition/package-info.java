/** Rules about partitions coming and going. */
@NullMarked
package dev.lockkeeper.rule.partition;

import org.jspecify.annotations.NullMarked;
