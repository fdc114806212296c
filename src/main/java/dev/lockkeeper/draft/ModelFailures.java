package dev.lockkeeper.draft;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;

/** What went wrong on the way to a model, in words for people: never a class name, never the key. */
final class ModelFailures {
    private static final int LONGEST = 300;

    private ModelFailures() {}

    static DraftOutcome.Failed of(Throwable failure, ModelSettings settings, Usage usage) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable each = failure; each != null && chain.size() < 10; each = each.getCause()) {
            chain.add(each);
        }
        for (Throwable each : chain) {
            if (each instanceof InterruptedException) {
                return failed(DraftOutcome.Kind.CANCELLED, settings, "the draft was stopped here", usage);
            }
            if (each instanceof ModelHttpException bounded) {
                return failed(bounded.kind(), settings, said(bounded, settings), usage);
            }
            if (each instanceof HttpException http) {
                return failed(kind(http.statusCode()), settings, status(http, settings), usage);
            }
        }
        for (Throwable each : chain) {
            if (each instanceof ConnectException) {
                return failed(
                        DraftOutcome.Kind.UNREACHABLE,
                        settings,
                        "nothing listens there, or it cannot be reached",
                        usage);
            }
            if (each instanceof TimeoutException) {
                return failed(DraftOutcome.Kind.TIMEOUT, settings, "it did not answer in time", usage);
            }
            if (each instanceof AuthenticationException) {
                return failed(DraftOutcome.Kind.KEY, settings, said(each, settings), usage);
            }
            if (each instanceof RateLimitException) {
                return failed(DraftOutcome.Kind.LIMIT, settings, said(each, settings), usage);
            }
            if (each instanceof InvalidRequestException || each instanceof ModelNotFoundException) {
                return failed(DraftOutcome.Kind.REQUEST, settings, said(each, settings), usage);
            }
            if (each instanceof InternalServerException) {
                return failed(DraftOutcome.Kind.SERVER, settings, said(each, settings), usage);
            }
        }
        for (Throwable each : chain) {
            if (each instanceof IOException) {
                return failed(DraftOutcome.Kind.UNREACHABLE, settings, said(each, settings), usage);
            }
        }
        return failed(DraftOutcome.Kind.SERVER, settings, "its answer cannot be read as this provider's", usage);
    }

    private static DraftOutcome.Kind kind(int status) {
        return switch (status) {
            case 401, 403 -> DraftOutcome.Kind.KEY;
            case 429 -> DraftOutcome.Kind.LIMIT;
            case 408, 504 -> DraftOutcome.Kind.TIMEOUT;
            default -> status >= 500 ? DraftOutcome.Kind.SERVER : DraftOutcome.Kind.REQUEST;
        };
    }

    private static String status(HttpException http, ModelSettings settings) {
        return "HTTP " + http.statusCode() + ", " + said(http, settings);
    }

    private static String said(Throwable failure, ModelSettings settings) {
        // The key goes before anything is cut off: half of it would not be found any more.
        String words = String.valueOf(failure.getMessage());
        return ModelText.line(settings.key().isEmpty() ? words : words.replace(settings.key(), "(the key)"), LONGEST);
    }

    private static DraftOutcome.Failed failed(
            DraftOutcome.Kind kind, ModelSettings settings, String words, Usage usage) {
        String what = switch (kind) {
            case KEY -> "refuses the key";
            case LIMIT -> "takes no more requests now";
            case SERVER -> "failed";
            case REQUEST -> "refuses the request";
            case TIMEOUT -> "is too slow";
            case TOO_LONG -> "does not stop answering";
            case UNREACHABLE -> "cannot be reached";
            case CANCELLED -> "was not waited for";
        };
        String next = switch (kind) {
            case KEY -> "Check the key's variable or file, and llm.provider and llm.base_url.";
            case LIMIT -> "Wait and ask again, or raise the provider's limit.";
            case SERVER, TOO_LONG -> "Ask again; if it stays so, use another model.";
            case REQUEST -> "Check llm.model and llm.base_url in lockkeeper.yaml.";
            case TIMEOUT -> "Ask again, or raise llm.timeout_seconds.";
            case CANCELLED -> "Ask again.";
            case UNREACHABLE -> "Check llm.base_url in lockkeeper.yaml and the network.";
        };
        return new DraftOutcome.Failed(
                kind, "the model " + settings.display() + " " + what + ": " + words + ".", next, usage);
    }
}
