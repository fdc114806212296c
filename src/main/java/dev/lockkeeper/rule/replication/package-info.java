/** Rules about replicas, slots and subscribers. */
@NullMarked
package dev.lockkeeper.rule.replication;

import org.jspecify.annotations.NullMarked;
