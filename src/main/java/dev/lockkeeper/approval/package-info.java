/**
 * Approvals signed over every byte: an in-toto statement in a DSSE envelope, its keys, its verifier and
 * the hash-chained log of who asked, decided and signed.
 */
@NullMarked
package dev.lockkeeper.approval;

import org.jspecify.annotations.NullMarked;
