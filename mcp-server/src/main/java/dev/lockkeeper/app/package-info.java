/** The application: command line, MCP and HTTP over the one gate; adapters that decide nothing. */
@NullMarked
package dev.lockkeeper.app;

import org.jspecify.annotations.NullMarked;
