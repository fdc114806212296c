/** Original, plan and rollback executed on a throwaway PostgreSQL. */
@NullMarked
package dev.lockkeeper.dryrun;

import org.jspecify.annotations.NullMarked;
