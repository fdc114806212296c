/** Hooks of coding agents: each client's event becomes the engine's, its decision becomes the client's answer. */
@NullMarked
package dev.lockkeeper.app.hook;

import org.jspecify.annotations.NullMarked;
