/** JSqlParser's corner: rewriting UPDATE and DELETE into batches; it may add findings and never clears one. */
@NullMarked
package dev.lockkeeper.sql.dml;

import org.jspecify.annotations.NullMarked;
