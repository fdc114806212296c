package dev.lockkeeper.dryrun.shadow;

import java.nio.file.Path;

/**
 * PostgreSQL server programs that can be started.
 *
 * @param home folder with {@code bin/postgres} and {@code bin/initdb}
 * @param major major version
 * @param key distinguishes builds: version and where they come from, usable as a file name
 * @param origin the same in words for a person
 * @param relocatable whether the folder still works under another path (the downloaded ones do)
 */
record Installation(Path home, int major, String key, String origin, boolean relocatable) {
    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    Installation at(Path otherHome) {
        return new Installation(otherHome, major, key, origin, relocatable);
    }
}
