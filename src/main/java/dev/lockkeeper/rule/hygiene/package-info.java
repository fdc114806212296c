/** Rules about what makes schemas hard to live with; most of them only advise. */
@NullMarked
package dev.lockkeeper.rule.hygiene;

import org.jspecify.annotations.NullMarked;
