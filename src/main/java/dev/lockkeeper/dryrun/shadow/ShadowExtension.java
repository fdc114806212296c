package dev.lockkeeper.dryrun.shadow;

/** An extension that production has, and the schema it lives in there. */
public record ShadowExtension(String name, String schema) {
    public ShadowExtension {
        if (name.isEmpty() || schema.isEmpty()) {
            throw new IllegalArgumentException("an extension needs a name and a schema");
        }
    }

    /** In schema {@code public}. */
    public static ShadowExtension of(String name) {
        return new ShadowExtension(name, "public");
    }
}
