/** One class per online technique. */
@NullMarked
package dev.lockkeeper.plan.technique;

import org.jspecify.annotations.NullMarked;
