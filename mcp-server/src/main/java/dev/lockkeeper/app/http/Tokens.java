package dev.lockkeeper.app.http;

import dev.lockkeeper.approval.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The bearer tokens that open a server; only their digests are kept. */
public final class Tokens {
    public static final Tokens NONE = new Tokens(List.of());

    private static final int SHORTEST = 32;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private final List<byte[]> digests;

    private Tokens(List<String> tokens) {
        this.digests = tokens.stream().map(Tokens::digest).toList();
    }

    /** One token a line; an {@link IllegalArgumentException} says what is wrong with the file. */
    public static Tokens read(Path file) {
        try {
            if (Files.getFileStore(file).supportsFileAttributeView("posix")
                    && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                throw new IllegalArgumentException("everybody on this machine may read the tokens in " + file
                        + ". Take that away: chmod o-rwx " + file + ".");
            }
            List<String> tokens = Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            for (int i = 0; i < tokens.size(); i++) {
                if (tokens.get(i).length() < SHORTEST
                        || !TOKEN.matcher(tokens.get(i)).matches()) {
                    throw new IllegalArgumentException("token " + (i + 1) + " of " + file + " is not one of at least "
                            + SHORTEST + " letters, digits or . _ ~ + / -. Make one: openssl rand -hex 32.");
                }
            }
            if (tokens.isEmpty()) {
                throw new IllegalArgumentException(
                        "no token is in " + file + ". Make one: openssl rand -hex 32 > " + file + ".");
            }
            return new Tokens(tokens);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the tokens in " + file + " cannot be read. It is a text file with one token a line.", e);
        }
    }

    /** Whether anybody is asked for one. */
    public boolean wanted() {
        return !digests.isEmpty();
    }

    /** Which token the value of an Authorization header is; takes as long for a wrong one as for a right one. */
    Optional<Integer> which(String authorization) {
        boolean bearer = authorization.regionMatches(true, 0, "Bearer ", 0, 7);
        byte[] given = digest(bearer ? authorization.substring(7).strip() : authorization);
        int found = -1;
        for (int i = 0; i < digests.size(); i++) {
            if (MessageDigest.isEqual(digests.get(i), given)) {
                found = i;
            }
        }
        return bearer && found >= 0 ? Optional.of(found) : Optional.empty();
    }

    private static byte[] digest(String token) {
        return Bytes.utf8(token).sha256().hex().getBytes(StandardCharsets.US_ASCII);
    }
}
