package dev.lockkeeper.hook;

/** The sentences: what is wrong, and what to call. Names come from strangers, so control characters are made visible. */
final class Denials {
    private static final int LONGEST = 200;
    private static final String CALL =
            "call the Lockkeeper tool review_migration with the SQL (or run `lockkeeper review`)";

    private Denials() {}

    static Decision migration(String name, String why) {
        return new Decision.Deny(
                "Lockkeeper: " + shown(name) + " is a migration and " + why + "; " + CALL
                        + ", then write the files it returns, unchanged and under the names it gives, approval.dsse.json first.");
    }

    static Decision baseline(String name) {
        return new Decision.Deny("Lockkeeper: " + shown(name)
                + " was there before Lockkeeper and may have run in production, so it stays as it is; for a new change "
                + CALL + ".");
    }

    static Decision envelope(String name, String why) {
        return new Decision.Deny("Lockkeeper: " + shown(name) + " is an approval and " + why
                + "; only the gate writes approvals: " + CALL + ".");
    }

    static Decision guard(String name) {
        return new Decision.Deny("Lockkeeper: " + shown(name)
                + " holds up the gate itself, so a person changes it, not an agent; ask the user for it.");
    }

    static Decision runs(String what) {
        return new Decision.Deny("Lockkeeper: " + shown(what)
                + " changes a database past the gate; " + CALL
                + " and leave the approved files to `lockkeeper apply` or to the deployment.");
    }

    static Decision applies() {
        return new Decision.Deny(
                "Lockkeeper: `lockkeeper apply` changes a real database, which a person or a pipeline"
                        + " starts, not an agent; tell the user which approved folder is ready (`--dry-run` shows what would run).");
    }

    static Decision decides() {
        return new Decision.Deny(
                "Lockkeeper: a decision is a person's, signed with their own key, not an agent's; tell the"
                        + " user which questions wait (they stand in the report) and that `lockkeeper decide` answers them.");
    }

    static Decision unreadable(String why) {
        return new Decision.Deny("Lockkeeper: " + shown(why)
                + ", so nobody can say whether it touches a migration or a database; say it plainly, and for a migration "
                + CALL + ".");
    }

    static Decision of(Place place) {
        return switch (place.kind()) {
            case MIGRATION -> migration(place.name(), "this changes it without an approval");
            case ENVELOPE -> envelope(place.name(), "this changes it");
            case GUARD -> guard(place.name());
            case OTHER -> Decision.ALLOW;
        };
    }

    private static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(c -> {
            if (c == Word.UNKNOWN) {
                shown.append('…');
            } else if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return text.codePointCount(0, text.length()) > LONGEST ? shown + "…" : shown.toString();
    }
}
