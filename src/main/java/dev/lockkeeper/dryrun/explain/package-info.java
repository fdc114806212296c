/** Production's queries explained as production's planner would: values, arithmetic, and what they need of a server. */
@NullMarked
package dev.lockkeeper.dryrun.explain;

import org.jspecify.annotations.NullMarked;
