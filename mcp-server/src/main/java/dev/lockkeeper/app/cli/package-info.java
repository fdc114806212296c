/** The command line. */
@NullMarked
package dev.lockkeeper.app.cli;

import org.jspecify.annotations.NullMarked;
