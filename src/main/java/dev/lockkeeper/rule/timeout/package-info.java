/** Rules about timeouts that are missing, too long or without effect. */
@NullMarked
package dev.lockkeeper.rule.timeout;

import org.jspecify.annotations.NullMarked;
