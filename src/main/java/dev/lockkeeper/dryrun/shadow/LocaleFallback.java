package dev.lockkeeper.dryrun.shadow;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which locales to try when production's is not there, and how initdb is told. */
final class LocaleFallback {
    private LocaleFallback() {}

    /** The wish first, if this major knows its provider; then the two that sort by code point. */
    static List<DatabaseLocale> candidates(DatabaseLocale wanted, int major) {
        Set<DatabaseLocale> all = new LinkedHashSet<>();
        if (wanted.supportedBy(major)) {
            all.add(wanted);
        }
        all.add(new DatabaseLocale(wanted.encoding(), DatabaseLocale.Provider.LIBC, "C.UTF-8"));
        all.add(new DatabaseLocale(wanted.encoding(), DatabaseLocale.Provider.LIBC, "C"));
        return new ArrayList<>(all);
    }

    static List<String> initdbOptions(DatabaseLocale locale) {
        List<String> options = new ArrayList<>(List.of("--no-sync", "--encoding=" + locale.encoding()));
        options.addAll(
                switch (locale.provider()) {
                    case LIBC -> List.of("--locale=" + locale.name());
                    case ICU -> List.of("--locale=C", "--locale-provider=icu", "--icu-locale=" + locale.name());
                    case BUILTIN ->
                        List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=" + locale.name());
                });
        return options;
    }

    /** What to tell the reader, if anything. */
    static List<String> difference(DatabaseLocale wanted, DatabaseLocale got) {
        return got.equals(wanted)
                ? List.of()
                : List.of("Production's locale " + wanted + " is not available to this server; " + got
                        + " is used: sort order, text indexes and case rules may differ.");
    }
}
