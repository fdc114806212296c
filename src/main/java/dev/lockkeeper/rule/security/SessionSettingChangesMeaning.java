package dev.lockkeeper.rule.security;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.SessionStatement;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the statements below do depends on a setting that should not be changed in a migration. */
@AutoService(Rule.class)
public final class SessionSettingChangesMeaning implements Rule {
    /** Each with what it does, and the value that does no harm. */
    private record Setting(String harmless, String harm) {}

    private static final Map<String, Setting> REFUSED = Map.ofEntries(
            Map.entry(
                    "session_replication_role",
                    new Setting("origin", "foreign keys are not checked and triggers do not fire")),
            Map.entry("role", new Setting("none", "what is made below belongs to another role")),
            Map.entry("session_authorization", new Setting("default", "everything below runs as another user")),
            Map.entry("row_security", new Setting("on", "policies are passed by, or refuse whole queries")),
            Map.entry("allow_system_table_mods", new Setting("off", "the system catalogs can be broken")),
            Map.entry("ignore_system_indexes", new Setting("off", "system indexes are not used")),
            Map.entry("zero_damaged_pages", new Setting("off", "damaged pages are emptied without a word")),
            Map.entry("ignore_checksum_failure", new Setting("off", "damaged pages are taken for good")),
            Map.entry("transform_null_equals", new Setting("off", "= NULL means IS NULL")),
            Map.entry("local_preload_libraries", new Setting("", "a library is loaded into the server")),
            Map.entry("session_preload_libraries", new Setting("", "a library is loaded into the server")),
            Map.entry("dynamic_library_path", new Setting("$libdir", "libraries are loaded from another place")));

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.statements().stream()
                .flatMap(at -> at.statement().meaning() instanceof SessionStatement.SetVariable set
                                && set.value().isPresent()
                        ? hit(
                                at,
                                set.name().toLowerCase(Locale.ROOT),
                                set.value().get())
                                .stream()
                        : Stream.empty());
    }

    private static Optional<Hit> hit(StatementEffects at, String name, String value) {
        if (name.equals("search_path")) {
            return Optional.of(Hit.at(
                            at,
                            "search_path is set: every name below that has no schema may mean another object,"
                                    + " and in a pool the next user of the connection inherits it.",
                            "Write names with their schema.")
                    .as(Severity.WARNING));
        }
        return Optional.ofNullable(REFUSED.get(name))
                .filter(setting -> !setting.harmless().equalsIgnoreCase(value))
                .map(setting -> Hit.at(
                        at,
                        name + " is set: " + setting.harm() + " until the session ends.",
                        "Take it out; what needs it is an operator's work, not a migration's."));
    }
}
