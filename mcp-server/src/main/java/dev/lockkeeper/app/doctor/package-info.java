/** Whether everything that init installs works here: hooks deny, keys sign, servers start. */
@NullMarked
package dev.lockkeeper.app.doctor;

import org.jspecify.annotations.NullMarked;
