package dev.lockkeeper.gate;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a person wants drafted: the change in plain words, what was answered to earlier questions, and who asks. */
public record DraftOrder(String intent, List<String> said, String requester) {
    private static final int LONGEST = 8_000;
    private static final int MOST_SAID = 20;

    public DraftOrder {
        said = List.copyOf(said);
        if (intent.isBlank()) {
            throw new IllegalArgumentException("the wish is empty. Say in plain words what should change.");
        }
        if (intent.length() > LONGEST
                || said.size() > MOST_SAID
                || said.stream().anyMatch(s -> s.length() > LONGEST)) {
            throw new IllegalArgumentException("the wish is too long: at most " + LONGEST
                    + " characters, and as many for each of at most " + MOST_SAID + " answers.");
        }
    }

    /** Everything the person said, in lower case. */
    String words() {
        return (intent + "\n" + String.join("\n", said)).toLowerCase(Locale.ROOT);
    }

    /** Whether the person said this word, name or value; names in the plural count too. */
    boolean says(String word) {
        String wanted = word.strip().toLowerCase(Locale.ROOT);
        return !wanted.isEmpty()
                && Pattern.compile("(?<![\\w$])" + Pattern.quote(wanted) + "(?![\\w$])")
                        .matcher(words())
                        .find();
    }

    boolean saysOneOf(Pattern pattern) {
        return pattern.matcher(words()).find();
    }
}
