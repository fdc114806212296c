package dev.lockkeeper.app.hook;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The coding agents whose hooks Lockkeeper speaks, by the word that {@code lockkeeper hook} takes. */
public enum HookClient {
    CLAUDE_CODE(Answer.EXIT_CODE),
    CODEX(Answer.EXIT_CODE),
    VSCODE(Answer.EXIT_CODE),
    CURSOR(Answer.PERMISSION),
    COPILOT(Answer.PERMISSION_DECISION);

    /** How a client is told no. */
    enum Answer {
        /**
         * Exit code 2, the reason on standard error (code.claude.com/docs/en/hooks, developers.openai.com/codex/hooks,
         * code.visualstudio.com/docs/agent-customization/hooks).
         */
        EXIT_CODE,
        /** A JSON object with {@code permission}, and exit code 2 as well (cursor.com/docs/hooks). */
        PERMISSION,
        /** A JSON object with {@code permissionDecision} and exit code 0 (docs.github.com, hooks configuration). */
        PERMISSION_DECISION
    }

    private final Answer answer;

    HookClient(Answer answer) {
        this.answer = answer;
    }

    Answer answer() {
        return answer;
    }

    /** {@code claude-code}, {@code codex}, {@code vscode}, {@code cursor}, {@code copilot}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static HookClient parse(String word) {
        return Stream.of(values())
                .filter(client -> client.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + word + "\" is no client whose hooks are known: "
                        + Stream.of(values()).map(HookClient::word).collect(Collectors.joining(", ")) + "."));
    }
}
