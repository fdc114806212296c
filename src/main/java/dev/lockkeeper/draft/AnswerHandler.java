package dev.lockkeeper.draft;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/** Waits for the end of a stream; the first end counts. */
final class AnswerHandler implements StreamingChatResponseHandler {
    private static final int EVERY = 400;

    private final CompletableFuture<ChatResponse> end = new CompletableFuture<>();
    private final IntConsumer progress;
    private int characters;
    private int next;

    AnswerHandler(IntConsumer progress) {
        this.progress = progress;
    }

    @Override
    public void onPartialResponse(String partial) {
        characters += partial.length();
        if (characters >= next) {
            next = characters + EVERY;
            progress.accept(characters);
        }
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
        end.complete(response);
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    ChatResponse answer(Duration patience) throws InterruptedException, ExecutionException, TimeoutException {
        return end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
