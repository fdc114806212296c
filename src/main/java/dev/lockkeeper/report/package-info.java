/** The safety report and its renderers. */
@NullMarked
package dev.lockkeeper.report;

import org.jspecify.annotations.NullMarked;
