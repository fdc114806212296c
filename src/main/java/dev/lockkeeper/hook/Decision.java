package dev.lockkeeper.hook;

/** What a hook answers. */
public sealed interface Decision {
    /** Lockkeeper has nothing against it; the client's own permissions still apply. */
    record Allow() implements Decision {}

    /** It must not run; one sentence says why and what to call instead. */
    record Deny(String sentence) implements Decision {}

    Decision ALLOW = new Allow();
}
