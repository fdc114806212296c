package dev.lockkeeper.draft;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.IntConsumer;

/** Asks a language model for one proposal. It decides nothing: the gate judges what comes back. */
public final class Drafter {
    private static final int MOST_LOOK_UPS = 8;
    private static final int LONGEST_LOOK_UP = 6_000;
    private static final int LONGEST_ANSWER = 2_000;
    private static final Duration GRACE = Duration.ofMillis(200);

    private final ModelSettings settings;
    private final StreamingChatModel model;
    private final ProposalReader reader = new ProposalReader();

    public Drafter(ModelSettings settings) {
        this.settings = settings;
        this.model = Models.of(settings);
    }

    public ModelSettings settings() {
        return settings;
    }

    /** {@code progress} is told how many characters of the answer have come; it must not block. */
    public DraftOutcome draft(String prompt, DraftTools tools, IntConsumer progress) {
        List<ChatMessage> messages = new ArrayList<>(List.of(UserMessage.from(prompt)));
        Usage usage = Usage.NONE;
        int lookUps = 0;
        while (true) {
            ChatResponse response;
            try {
                response = ask(request(messages, lookUps < MOST_LOOK_UPS ? tools : DraftTools.NONE), progress);
            } catch (ExecutionException | RuntimeException e) {
                return ModelFailures.of(e, settings, usage.plus(new Usage(1, 0, 0)));
            }
            usage = usage.plus(Usage.of(response.tokenUsage()));
            AiMessage answer = response.aiMessage();
            if (!answer.hasToolExecutionRequests() || lookUps >= MOST_LOOK_UPS) {
                return read(answer.text() == null ? "" : answer.text(), response.finishReason(), usage);
            }
            messages.add(answer);
            for (ToolExecutionRequest each : answer.toolExecutionRequests()) {
                lookUps++;
                messages.add(ToolExecutionResultMessage.from(each, lookedUp(each, lookUps, tools)));
            }
        }
    }

    /** Whether the model answers at all, and as whom: {@link DraftOutcome.Failed} when not. */
    public DraftOutcome greet() {
        return draft(
                "Answer with this JSON object and nothing else: {\"sql\": \"SELECT 1\", \"rollback_sql\": \"\","
                        + " \"assumptions\": [], \"questions\": []}",
                DraftTools.NONE,
                characters -> {});
    }

    private static String lookedUp(ToolExecutionRequest request, int number, DraftTools tools) {
        if (number > MOST_LOOK_UPS) {
            return "no more look-ups: answer now";
        }
        String text = tools.answer(request.name(), request.arguments() == null ? "" : request.arguments());
        return text.length() > LONGEST_LOOK_UP ? text.substring(0, LONGEST_LOOK_UP) + "\n(cut off here)" : text;
    }

    private ChatRequest request(List<ChatMessage> messages, DraftTools tools) {
        ChatRequest.Builder request = ChatRequest.builder().messages(messages).responseFormat(DraftSchema.FORMAT);
        if (settings.provider().tools() && !tools.offered().isEmpty()) {
            request.toolSpecifications(
                    tools.offered().stream().map(Drafter::specification).toList());
        }
        return request.build();
    }

    private static ToolSpecification specification(DraftTools.LookUp tool) {
        return ToolSpecification.builder()
                .name(tool.name())
                .description(tool.description())
                .parameters(JsonObjectSchema.builder()
                        .addStringProperty(tool.argument(), tool.meaning())
                        .required(tool.argument())
                        .additionalProperties(false)
                        .build())
                .build();
    }

    private ChatResponse ask(ChatRequest request, IntConsumer progress) throws ExecutionException {
        AnswerHandler handler = new AnswerHandler(progress);
        model.chat(request, handler);
        try {
            // The stream has been read to its end by now, within the time limit: who has no answer yet gets none.
            return handler.answer(GRACE);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new ExecutionException(
                    new ModelHttpException(DraftOutcome.Kind.SERVER, "its answer cannot be read as this provider's"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException) new CancellationException("cancelled").initCause(e);
        }
    }

    private DraftOutcome read(String text, @org.jspecify.annotations.Nullable FinishReason end, Usage usage) {
        String shown = text.length() > LONGEST_ANSWER ? text.substring(0, LONGEST_ANSWER) : text;
        if (end == FinishReason.LENGTH) {
            return new DraftOutcome.Unusable(
                    "the answer was cut off after " + settings.maxOutputTokens()
                            + " tokens (llm.max_output_tokens): it must be shorter",
                    shown,
                    usage);
        }
        if (end == FinishReason.CONTENT_FILTER) {
            return new DraftOutcome.Unusable("the provider's filter withheld the answer", shown, usage);
        }
        return switch (reader.read(text)) {
            case ProposalReader.Reading.Proposal(DraftProposal proposal) -> new DraftOutcome.Proposed(proposal, usage);
            case ProposalReader.Reading.Wrong(String problem) -> new DraftOutcome.Unusable(problem, shown, usage);
        };
    }
}
