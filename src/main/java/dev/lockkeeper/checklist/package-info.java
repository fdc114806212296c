/** Checklists whose items are answered from evidence. */
@NullMarked
package dev.lockkeeper.checklist;

import org.jspecify.annotations.NullMarked;
