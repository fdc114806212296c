package dev.lockkeeper.effect;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file beside the SQL says: Flyway's script configuration, or the migration of Rails, Django or Alembic that reads
 * the SQL. {@code wrapped}: the runner puts all of the SQL into one transaction.
 */
public record RunnerSwitch(Framework framework, boolean wrapped) {
    private static final Pattern FLYWAY =
            Pattern.compile("(?m)^\\s*executeInTransaction\\s*=\\s*(true|false)\\s*$", Pattern.CASE_INSENSITIVE);
    private static final Pattern NOT_ATOMIC = Pattern.compile("(?m)^\\s+atomic\\s*=\\s*False\\b");
    private static final Pattern RAILS_OFF = Pattern.compile("(?m)^\\s*disable_ddl_transaction!");

    /** Empty when the file is none of these, or says nothing of transactions. */
    public static Optional<RunnerSwitch> of(String name, String text) {
        if (name.endsWith(".conf")) {
            Matcher matcher = FLYWAY.matcher(text);
            return matcher.find()
                    ? Optional.of(
                            new RunnerSwitch(Framework.FLYWAY, matcher.group(1).equalsIgnoreCase("true")))
                    : Optional.empty();
        }
        if (name.endsWith(".rb") && text.contains("ActiveRecord::Migration")) {
            return Optional.of(
                    new RunnerSwitch(Framework.RAILS, !RAILS_OFF.matcher(text).find()));
        }
        if (name.endsWith(".py") && text.contains("from django.db import")) {
            return Optional.of(
                    new RunnerSwitch(Framework.DJANGO, !NOT_ATOMIC.matcher(text).find()));
        }
        if (name.endsWith(".py") && text.contains("from alembic import")) {
            return Optional.of(new RunnerSwitch(Framework.ALEMBIC, !text.contains("autocommit_block()")));
        }
        return Optional.empty();
    }
}
