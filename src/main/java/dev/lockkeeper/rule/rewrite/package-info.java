/** Rules about tables written anew. */
@NullMarked
package dev.lockkeeper.rule.rewrite;

import org.jspecify.annotations.NullMarked;
