/** Rules about columns whose type changes. */
@NullMarked
package dev.lockkeeper.rule.types;

import org.jspecify.annotations.NullMarked;
