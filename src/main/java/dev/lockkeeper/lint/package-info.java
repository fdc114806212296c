/** All rules over one analysis. */
@NullMarked
package dev.lockkeeper.lint;

import org.jspecify.annotations.NullMarked;
