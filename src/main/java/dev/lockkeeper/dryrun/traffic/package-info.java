/** An application's traffic on a throwaway PostgreSQL while a migration runs there, and what that traffic felt. */
@NullMarked
package dev.lockkeeper.dryrun.traffic;

import org.jspecify.annotations.NullMarked;
