package dev.lockkeeper.dryrun.shadow;

/** Which kind of throwaway server: a container where an engine and the image are there, the embedded one, or either. */
public enum ShadowChoice {
    AUTO,
    EMBEDDED,
    CONTAINER
}
