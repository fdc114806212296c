/** Approvals signed over every byte. */
@NullMarked
package dev.lockkeeper.approval;

import org.jspecify.annotations.NullMarked;
