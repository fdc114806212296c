/**
 * Whether a tool call of a coding agent may run: the one decision behind the hooks of all clients. Files are judged by
 * the approvals beside them, commands by what can be seen of them; what cannot be read is denied.
 */
@NullMarked
package dev.lockkeeper.hook;

import org.jspecify.annotations.NullMarked;
