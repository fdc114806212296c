/** Rules about what nothing can be promised about. */
@NullMarked
package dev.lockkeeper.rule.security;

import org.jspecify.annotations.NullMarked;
