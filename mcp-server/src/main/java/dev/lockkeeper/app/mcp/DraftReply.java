package dev.lockkeeper.app.mcp;

import dev.lockkeeper.draft.ModelText;
import dev.lockkeeper.report.DraftStory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a draft came about, in few words: the report has the rest. */
final class DraftReply {
    private static final int MOST = 5;
    private static final int LONGEST = 300;

    private DraftReply() {}

    static Map<String, Object> of(DraftStory story) {
        Map<String, Object> draft = new LinkedHashMap<>();
        draft.put("effort", story.effort());
        draft.put("end", ModelText.line(story.end(), LONGEST));
        draft.put("assumptions", lines(story.assumptions()));
        draft.put(
                "rounds",
                story.rounds().stream()
                        .limit(MOST)
                        .map(round -> Map.of("wrong", lines(round.wrong())))
                        .toList());
        return draft;
    }

    private static List<String> lines(List<String> lines) {
        return lines.stream()
                .limit(MOST)
                .map(line -> ModelText.line(line, LONGEST))
                .toList();
    }
}
