/** The HTTP server. */
@NullMarked
package dev.lockkeeper.app.http;

import org.jspecify.annotations.NullMarked;
