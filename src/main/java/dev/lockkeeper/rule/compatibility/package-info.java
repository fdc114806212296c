/** Rules about code that is running while the schema changes. */
@NullMarked
package dev.lockkeeper.rule.compatibility;

import org.jspecify.annotations.NullMarked;
