/** Migration text as typed statements with exact spans, read by PostgreSQL's own grammar. */
@NullMarked
package dev.lockkeeper.sql;

import org.jspecify.annotations.NullMarked;
