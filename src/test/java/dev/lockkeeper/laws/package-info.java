/** What has to hold across packages, whatever the migration. */
@NullMarked
package dev.lockkeeper.laws;

import org.jspecify.annotations.NullMarked;
