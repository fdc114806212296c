package dev.lockkeeper.dryrun.shadow;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Makes passwords that need no quoting anywhere. */
final class Secrets {
    private final RandomGenerator random;

    Secrets(RandomGenerator random) {
        this.random = random;
    }

    String password() {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
