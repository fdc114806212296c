package dev.lockkeeper.catalog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/** A schema as sorted lines, one for each object, and their SHA-256: equal schemas have equal digests. */
public record SchemaFingerprint(List<String> objects, String digest) {
    private static final List<String> NOT_STRUCTURE = List.of(
            "owner ", "privilege ", "default privilege ", "extension ", "publication ", "other object ", "comment ");

    public SchemaFingerprint {
        objects = List.copyOf(objects);
    }

    public static SchemaFingerprint of(Collection<String> lines) {
        List<String> sorted = List.copyOf(new TreeSet<>(lines));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", sorted).getBytes(StandardCharsets.UTF_8));
            return new SchemaFingerprint(sorted, HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    /**
     * The same without what a dry run cannot know of production or need not: owners, privileges, versions of extensions,
     * publications, comments, objects that only a superuser makes. What is left must be equal in both.
     */
    public SchemaFingerprint structure() {
        return of(objects.stream()
                .filter(line -> NOT_STRUCTURE.stream().noneMatch(line::startsWith))
                .toList());
    }

    /** What {@code other} has not, with a minus, and what only {@code other} has, with a plus. */
    public List<String> differences(SchemaFingerprint other) {
        List<String> differences = new ArrayList<>();
        objects.stream().filter(line -> !other.objects.contains(line)).forEach(line -> differences.add("- " + line));
        other.objects.stream().filter(line -> !objects.contains(line)).forEach(line -> differences.add("+ " + line));
        return differences;
    }
}
