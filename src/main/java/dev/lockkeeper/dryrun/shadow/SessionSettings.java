package dev.lockkeeper.dryrun.shadow;

import java.util.Set;

/** Production's settings that change what SQL means or does and that run nothing and name no file. */
final class SessionSettings {
    static final Set<String> NAMES = Set.of(
            "bytea_output",
            "check_function_bodies",
            "client_min_messages",
            "datestyle",
            "default_text_search_config",
            "default_toast_compression",
            "default_transaction_deferrable",
            "default_transaction_isolation",
            "default_with_oids",
            "extra_float_digits",
            "gin_fuzzy_search_limit",
            "idle_in_transaction_session_timeout",
            "intervalstyle",
            "lock_timeout",
            "maintenance_work_mem",
            "quote_all_identifiers",
            "row_security",
            "search_path",
            "standard_conforming_strings",
            "statement_timeout",
            "timezone",
            "timezone_abbreviations",
            "transaction_timeout",
            "transform_null_equals",
            "work_mem",
            "xmlbinary",
            "xmloption");

    private SessionSettings() {}
}
