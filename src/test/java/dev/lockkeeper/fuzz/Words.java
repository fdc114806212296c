package dev.lockkeeper.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.sql.LiteralRedaction;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptStatement;
import dev.lockkeeper.sql.grammar.GrammarResult;
import dev.lockkeeper.sql.grammar.PostgresGrammar;
import dev.lockkeeper.sql.grammar.Token;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** What must hold for whatever text is read. */
final class Words {
    private static final Set<String> LITERALS = Set.of("SCONST", "USCONST", "BCONST", "XCONST", "ICONST", "FCONST");

    private Words() {}

    /** A text is refused with a place and a next step, or taken whole: every statement in order, inside, as it stands. */
    static void hold(ScriptOutcome outcome, PostgresGrammar grammar) {
        switch (outcome) {
            case ScriptOutcome.Unreadable unreadable -> {
                assertThat(unreadable.message()).isNotBlank();
                assertThat(unreadable.nextStep()).isNotBlank();
                assertThat(unreadable.position().line()).isPositive();
                assertThat(unreadable.position().column()).isPositive();
            }
            case ScriptOutcome.Read read -> {
                Script script = read.script();
                int end = 0;
                for (ScriptStatement statement : script.statements()) {
                    assertThat(statement.span().start()).isGreaterThanOrEqualTo(end);
                    end = statement.span().end();
                    assertThat(end)
                            .isBetween(statement.span().start(), script.text().length());
                    assertThat(statement.sql()).isNotBlank();
                    assertThat(statement.span().in(script.text())).isEqualTo(statement.sql());
                    assertThat(grammar.parse(statement.sql())).isInstanceOf(GrammarResult.Parsed.class);
                }
                script.directives()
                        .forEach(directive -> assertThat(directive.span().end())
                                .isBetween(0, script.text().length()));
            }
        }
    }

    /** Of PostgreSQL's own tokens no literal is left but the stand-ins. */
    static void redacted(String text, PostgresGrammar grammar) {
        String redacted = LiteralRedaction.of(text);
        if (!(grammar.parse(text) instanceof GrammarResult.Parsed)) {
            return;
        }
        byte[] bytes = redacted.getBytes(StandardCharsets.UTF_8);
        for (Token token : grammar.scan(redacted)) {
            String word = new String(bytes, token.start(), token.end() - token.start(), StandardCharsets.UTF_8);
            if (LITERALS.contains(token.name())) {
                assertThat(word).matches("(?is)(?:[ebxn]|u&)?'redacted'(?:\\s+'redacted')*|0");
            }
            assertThat(token.comment()).isFalse();
        }
    }
}
