/** A plan in the form that a migration runner finds, orders and executes: names, sections, transaction switches. */
@NullMarked
package dev.lockkeeper.plan.runner;

import org.jspecify.annotations.NullMarked;
