package dev.lockkeeper.approval;

/** A signed file: its name relative to the folder of the envelope, with {@code /}, and the digest of its exact bytes. */
public record Subject(String name, Sha256 digest) {
    public Subject {
        String given = name;
        SubjectNames.problem(name).ifPresent(problem -> {
            throw new IllegalArgumentException("file name '" + given + "' " + problem);
        });
    }

    public static Subject of(String name, Bytes content) {
        return new Subject(name, content.sha256());
    }
}
