/** The gate as a service: the databases it answers for, and reviews with a queue; MCP and HTTP speak for it. */
@NullMarked
package dev.lockkeeper.app.service;

import org.jspecify.annotations.NullMarked;
