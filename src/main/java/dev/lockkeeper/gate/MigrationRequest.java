package dev.lockkeeper.gate;

import dev.lockkeeper.effect.Framework;
import java.util.Optional;

/**
 * One migration to be judged.
 *
 * @param name file name as the user gave it, {@code -} for standard input
 * @param bytes its exact bytes
 * @param down the rollback the user gives, when there is one
 * @param requester who asks: a user, an agent, a pipeline
 */
public record MigrationRequest(String name, byte[] bytes, Optional<Down> down, Framework framework, String requester) {
    /** A rollback script: name and exact bytes. */
    public record Down(String name, byte[] bytes) {}
}
