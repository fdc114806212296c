/** The MCP server. */
@NullMarked
package dev.lockkeeper.app.mcp;

import org.jspecify.annotations.NullMarked;
