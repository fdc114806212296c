package dev.lockkeeper.approval;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An approval that holds: the envelope's name in the folder, what it says, the key that signed it, and the
 * verified bytes of each signed file by its name in the statement.
 */
public record VerifiedApproval(
        String envelope, ApprovalStatement statement, VerificationKey key, SortedMap<String, Bytes> files) {
    public VerifiedApproval {
        files = Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, Bytes>) files));
    }

    public TrustLevel trustLevel() {
        return key.level();
    }
}
