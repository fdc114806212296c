package dev.lockkeeper.approval;

/** An approval as it leaves the gate: what was signed, and the envelope to put beside the signed files. */
public record SignedApproval(ApprovalStatement statement, DsseEnvelope envelope) {
    /** The exact content of {@value DsseEnvelope#FILE_NAME}. */
    public Bytes bytes() {
        return envelope.bytes();
    }
}
