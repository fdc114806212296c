/** In what two databases differ, by definition: staging and production, or production and its migration history. */
@NullMarked
package dev.lockkeeper.drift;

import org.jspecify.annotations.NullMarked;
