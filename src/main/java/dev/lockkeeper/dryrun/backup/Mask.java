package dev.lockkeeper.dryrun.backup;

/** What becomes of a column's values while a backup is loaded. NULL stays NULL under every mask. */
public sealed interface Mask {
    /** NULL for every value. */
    record ToNull() implements Mask {}

    /** The same value for every value. */
    record Fixed(String value) implements Mask {}

    /** A keyed hash: equal values stay equal, different ones different; the key is random in each run. */
    record Hash() implements Mask {}

    /** A keyed hash in the form of an address nobody can write to. */
    record Email() implements Mask {}

    /** The column's own values in other rows: hides whose a value is, not which values there are. */
    record Shuffle() implements Mask {}

    /** Whether rows without a value stay the same rows. */
    default boolean keepsNulls() {
        return switch (this) {
            case ToNull n -> false;
            case Fixed f -> true;
            case Hash h -> true;
            case Email e -> true;
            case Shuffle s -> true;
        };
    }

    /** Whether equal values stay equal and different values different. */
    default boolean keepsEquality() {
        return switch (this) {
            case ToNull n -> false;
            case Fixed f -> false;
            case Hash h -> true;
            case Email e -> true;
            // The value of a row is another one, only the column as a whole keeps its values.
            case Shuffle s -> false;
        };
    }

    /** As the rules file spells it. */
    default String word() {
        return switch (this) {
            case ToNull n -> "null";
            case Fixed f -> "fixed";
            case Hash h -> "hash";
            case Email e -> "email";
            case Shuffle s -> "shuffle";
        };
    }
}
