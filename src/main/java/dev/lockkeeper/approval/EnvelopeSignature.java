package dev.lockkeeper.approval;

/** One signature of an envelope: the id of its key as the envelope spells it, unverified, and the signature's bytes. */
public record EnvelopeSignature(String keyId, Bytes signature) {}
