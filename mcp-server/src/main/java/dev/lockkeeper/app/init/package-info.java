/** What {@code lockkeeper init} puts into a repository, and takes out again: client kits, merged with what is there. */
@NullMarked
package dev.lockkeeper.app.init;

import org.jspecify.annotations.NullMarked;
