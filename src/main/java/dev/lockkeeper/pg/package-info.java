/** PostgreSQL's own words as values: lock modes, versions, names, sizes. */
@NullMarked
package dev.lockkeeper.pg;

import org.jspecify.annotations.NullMarked;
