/** How well a model drafts with the gate behind it, and without: intents with hidden checks, run on throwaway servers. */
@NullMarked
package dev.lockkeeper.eval;

import org.jspecify.annotations.NullMarked;
