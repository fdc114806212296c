package dev.lockkeeper.plan;

import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;

/** A single change to be planned: one statement, or one action of an ALTER TABLE, and the submitted statement it comes from. */
record Unit(StatementEffects statement, Analysis analysis, int origin) {}
