package dev.lockkeeper.dryrun.backup;

import dev.lockkeeper.sql.TypeName;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a column's type means for its masks.
 *
 * @param kind how values compare
 * @param length most characters, empty without a limit
 */
record ColumnForm(Kind kind, Optional<Integer> length) {
    /** 80 bits: no two of a billion values meet. */
    static final int SHORTEST_HASH = 16;

    static final String DOMAIN = "@example.invalid";
    private static final Set<String> TEXT = Set.of("text", "varchar", "name");

    enum Kind {
        TEXT,
        /** Blanks at the end do not count. */
        PADDED,
        /** Case does not count. */
        ANY_CASE,
        UUID,
        OTHER
    }

    static ColumnForm of(TypeName type) {
        if (type.array()) {
            return new ColumnForm(Kind.OTHER, Optional.empty());
        }
        Optional<Integer> length = type.modifiers().stream().findFirst();
        return switch (type.name()) {
            case "citext" -> new ColumnForm(Kind.ANY_CASE, Optional.empty());
            case "uuid" -> new ColumnForm(Kind.UUID, Optional.empty());
            case "bpchar" -> new ColumnForm(Kind.PADDED, Optional.of(length.orElse(1)));
            case "name" -> new ColumnForm(Kind.TEXT, Optional.of(63));
            default -> new ColumnForm(TEXT.contains(type.name()) ? Kind.TEXT : Kind.OTHER, length);
        };
    }

    /** Why a mask does not fit, if it does not. */
    Optional<String> refuses(Mask mask) {
        return switch (mask) {
            case Mask.ToNull n -> Optional.empty();
            case Mask.Shuffle s -> Optional.empty();
            case Mask.Fixed f ->
                kind != Kind.OTHER
                                && length.orElse(Integer.MAX_VALUE) < f.value().length()
                        ? Optional.of("the value is longer than the column")
                        : Optional.empty();
            case Mask.Hash h ->
                kind == Kind.OTHER ? Optional.of("it is for text and uuid columns") : tooShort(SHORTEST_HASH);
            case Mask.Email e ->
                kind == Kind.OTHER || kind == Kind.UUID
                        ? Optional.of("it is for text columns")
                        : tooShort(SHORTEST_HASH + DOMAIN.length());
        };
    }

    private Optional<String> tooShort(int needed) {
        return length.orElse(Integer.MAX_VALUE) < needed
                ? Optional.of("different values need " + needed + " characters to stay different")
                : Optional.empty();
    }

    /** Values that compare as equal have one form. */
    String comparable(String value) {
        return switch (kind) {
            case TEXT, OTHER -> value;
            case PADDED -> value.replaceFirst(" +$", "");
            case ANY_CASE, UUID -> value.toLowerCase(Locale.ROOT);
        };
    }
}
