/** Throwaway PostgreSQL servers for dry runs: embedded or in a container, confined, and gone afterwards. */
@NullMarked
package dev.lockkeeper.dryrun.shadow;

import org.jspecify.annotations.NullMarked;
