package dev.lockkeeper.report;

import dev.lockkeeper.rule.RuleCard;

/** A rule's card as plain text. */
public final class CardText {
    private CardText() {}

    public static String of(RuleCard card) {
        StringBuilder out = new StringBuilder(card.code() + ": " + card.title() + "\n");
        card.sections()
                .forEach((heading, text) -> out.append('\n')
                        .append(heading)
                        .append('\n')
                        .append(text.strip())
                        .append('\n'));
        return out.toString();
    }
}
