/** What may pass, and who may approve: the only place that decides. */
@NullMarked
package dev.lockkeeper.verdict;

import org.jspecify.annotations.NullMarked;
