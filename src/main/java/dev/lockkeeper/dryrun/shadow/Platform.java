package dev.lockkeeper.dryrun.shadow;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** The machine we run on, in the words of the binaries' artifact names, such as {@code linux-amd64}. */
record Platform(String name) {
    static Platform of(Map<String, String> properties, boolean musl) {
        String os = properties.getOrDefault("os.name", "").toLowerCase(Locale.ROOT);
        String family = os.startsWith("linux")
                ? "linux"
                : os.startsWith("mac") ? "darwin" : os.startsWith("windows") ? "windows" : os.replace(' ', '-');
        String arch = switch (properties.getOrDefault("os.arch", "")) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64v8";
            case String other -> other;
        };
        return new Platform(family + "-" + arch + (musl && family.equals("linux") ? "-alpine" : ""));
    }

    /** Alpine's C library is not glibc: the ordinary Linux binaries do not start there. */
    static boolean usesMusl() {
        return Files.exists(Path.of("/etc/alpine-release"));
    }

    boolean linux() {
        return name.startsWith("linux-");
    }

    boolean windows() {
        return name.startsWith("windows-");
    }
}
