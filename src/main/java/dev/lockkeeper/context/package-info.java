/** What production looks like: versions, sizes, traffic, workload, settings; values only. */
@NullMarked
package dev.lockkeeper.context;

import org.jspecify.annotations.NullMarked;
