package dev.lockkeeper.dryrun.shadow;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * How this machine makes throwaway servers; the same for every dry run.
 *
 * @param cache folder for unpacked binaries and golden data directories
 * @param cacheBytes the cache is trimmed to this size
 * @param runs folder in which running servers live, with a short path (a Unix socket's path has at most 107 bytes)
 * @param installedBinaries per major a folder with {@code bin/postgres} and {@code bin/initdb}, instead of a download
 * @param image container image; {@code {major}} is replaced
 * @param offline never go to the network
 * @param servers how many servers may run at the same time on this machine
 * @param patience how long to wait for a place among them
 * @param extensions what is done about extensions of production
 */
public record ShadowOptions(
        Path cache,
        long cacheBytes,
        Path runs,
        Map<Integer, Path> installedBinaries,
        String image,
        boolean offline,
        int servers,
        Duration patience,
        ExtensionPolicy extensions) {
    public ShadowOptions {
        cache = cache.toAbsolutePath().normalize();
        runs = runs.toAbsolutePath().normalize();
        installedBinaries = Map.copyOf(installedBinaries);
        if (servers < 1 || cacheBytes < 1 || patience.isNegative()) {
            throw new IllegalArgumentException("servers and cacheBytes must be positive, patience not negative");
        }
        if (image.isBlank()) {
            throw new IllegalArgumentException("the image of the container must be named");
        }
    }

    /** The defaults for this environment (variables XDG_CACHE_HOME and HOME) and these system properties. */
    public static ShadowOptions defaults(Map<String, String> environment, Map<String, String> properties) {
        String home = environment.getOrDefault("HOME", properties.getOrDefault("user.home", "."));
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        // The XDG specification says that a relative path there is to be ignored.
        Path base = xdg.startsWith("/") ? Path.of(xdg) : Path.of(home, ".cache");
        Path temporary = Path.of(properties.getOrDefault("java.io.tmpdir", "/tmp"));
        int servers = Math.max(2, Runtime.getRuntime().availableProcessors());
        return new ShadowOptions(
                base.resolve("lockkeeper"),
                3L << 30,
                temporary,
                Map.of(),
                "postgres:{major}",
                false,
                servers,
                Duration.ofMinutes(2),
                ExtensionPolicy.DEFAULT);
    }

    /** The same with another cache folder. */
    public ShadowOptions withCache(Path other) {
        return new ShadowOptions(
                other, cacheBytes, runs, installedBinaries, image, offline, servers, patience, extensions);
    }

    /** The same with another folder for running servers. */
    public ShadowOptions withRuns(Path other) {
        return new ShadowOptions(
                cache, cacheBytes, other, installedBinaries, image, offline, servers, patience, extensions);
    }

    /** The same with these installed binaries. */
    public ShadowOptions withInstalledBinaries(Map<Integer, Path> other) {
        return new ShadowOptions(cache, cacheBytes, runs, other, image, offline, servers, patience, extensions);
    }

    /** The same with another container image. */
    public ShadowOptions withImage(String other) {
        return new ShadowOptions(
                cache, cacheBytes, runs, installedBinaries, other, offline, servers, patience, extensions);
    }

    /** The same, on or off the network. */
    public ShadowOptions withOffline(boolean other) {
        return new ShadowOptions(
                cache, cacheBytes, runs, installedBinaries, image, other, servers, patience, extensions);
    }

    /** The same with another number of servers at the same time. */
    public ShadowOptions withServers(int other, Duration wait) {
        return new ShadowOptions(cache, cacheBytes, runs, installedBinaries, image, offline, other, wait, extensions);
    }

    /** The same with another policy about extensions. */
    public ShadowOptions withExtensions(ExtensionPolicy other) {
        return new ShadowOptions(cache, cacheBytes, runs, installedBinaries, image, offline, servers, patience, other);
    }

    String imageFor(int major) {
        return image.replace("{major}", Integer.toString(major));
    }
}
