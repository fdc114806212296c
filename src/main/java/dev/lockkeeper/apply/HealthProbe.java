package dev.lockkeeper.apply;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A measurement of the application's health that the user names in {@code lockkeeper.yaml}. */
public sealed interface HealthProbe {
    /** For messages and the audit log. */
    String name();

    /**
     * A program, without a shell, in the folder of the configuration: another exit status than 0 is a failure, and with
     * a limit the number that its first line begins with must not be above it.
     */
    record Command(List<String> words, Path folder, OptionalDouble limit) implements HealthProbe {
        public Command {
            words = List.copyOf(words);
            if (words.isEmpty() || words.getFirst().isBlank()) {
                throw new IllegalArgumentException("a probe's command names a program");
            }
        }

        @Override
        public String name() {
            return "command " + String.join(" ", words);
        }
    }

    /** An instant query over Prometheus' HTTP API: the largest of its values must not be above the limit. */
    record Prometheus(URI url, double limit) implements HealthProbe {
        public Prometheus {
            String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            if (!(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
                throw new IllegalArgumentException(
                        "a probe's prometheus is an address like http://prometheus:9090/api/v1/query?query=…");
            }
            if (url.getUserInfo() != null) {
                throw new IllegalArgumentException("a probe's address holds a password; it may not");
            }
        }

        @Override
        public String name() {
            return "prometheus " + url.getHost();
        }
    }
}
