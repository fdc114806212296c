/** Rules about migrations that do not fit production. */
@NullMarked
package dev.lockkeeper.rule.drift;

import org.jspecify.annotations.NullMarked;
