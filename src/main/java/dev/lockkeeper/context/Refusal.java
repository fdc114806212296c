package dev.lockkeeper.context;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says in the words of the context file what Jackson or a fact refused: file, line, column, key, next step. */
final class Refusal {
    private static final Pattern MISSING =
            Pattern.compile("Missing required creator property '([^']+)'.*", Pattern.DOTALL);

    private final String file;
    private final String text;

    Refusal(String file, String text) {
        this.file = file;
        this.text = text;
    }

    ContextException of(JsonProcessingException refused) {
        Optional<StreamReadException> broken = cause(refused, StreamReadException.class);
        if (broken.isPresent() && !(broken.get() instanceof InputCoercionException)) {
            return new ContextException(
                    at(Optional.ofNullable(broken.get().getLocation())) + syntax(broken.get()), refused);
        }
        List<String> path = refused instanceof JsonMappingException mapping ? path(mapping) : List.of();
        Optional<BadFactException> fact = cause(refused, BadFactException.class);
        if (fact.isPresent()) {
            return of(fact.get(), path);
        }
        Matcher missing = MISSING.matcher(firstLine(refused.getOriginalMessage()));
        if (missing.matches() && !path.isEmpty()) {
            path = path.subList(0, path.size() - 1);
        }
        Optional<JsonLocation> place = JsonPlace.find(text, path).or(() -> Optional.ofNullable(refused.getLocation()));
        return new ContextException(at(place) + key(path) + meaning(refused, path), refused);
    }

    ContextException of(BadFactException fact, List<String> path) {
        List<String> whole = new ArrayList<>(path);
        whole.add(fact.key());
        return new ContextException(
                at(JsonPlace.find(text, whole)) + key(path) + fact.getMessage()
                        + ". Correct it, or leave it out when it is not known.",
                fact);
    }

    private static String syntax(StreamReadException broken) {
        if (broken instanceof JsonEOFException) {
            return "the file ends in the middle of the JSON. Capture it again, or copy it completely.";
        }
        String message = firstLine(broken.getOriginalMessage());
        if (broken instanceof BadTokenException) {
            return message + ".";
        }
        return message.startsWith("Duplicate field ")
                ? "the key " + message.substring("Duplicate field ".length()).replace('\'', '"')
                        + " stands twice in one object. Keep the one that is true."
                : "not JSON: " + message + ". Correct the file, or capture it again.";
    }

    private static String meaning(JsonProcessingException refused, List<String> path) {
        if (refused instanceof UnrecognizedPropertyException unknown) {
            return "unknown key \"" + unknown.getPropertyName()
                    + "\". Correct the spelling or remove it; known keys here: "
                    + unknown.getKnownPropertyIds().stream()
                            .map(String::valueOf)
                            .sorted()
                            .collect(Collectors.joining(", "))
                    + ".";
        }
        if (refused instanceof MismatchedInputException mismatch) {
            Matcher missing = MISSING.matcher(firstLine(mismatch.getOriginalMessage()));
            if (missing.matches()) {
                return "the key \"" + missing.group(1) + "\" is missing"
                        + (missing.group(1).equals("postgres_version")
                                ? "; it decides every rule. Add it, for example \"16.6\"."
                                : ". Add it.");
            }
            return path.isEmpty() && firstLine(mismatch.getOriginalMessage()).startsWith("No content")
                    ? "the file is empty. Capture production again."
                    : expected(mismatch.getTargetType())
                            + ". Correct the value, or leave the key out when it is not known.";
        }
        return firstLine(refused.getOriginalMessage()) + ". Correct the file, or capture it again.";
    }

    private static String expected(@Nullable Class<?> type) {
        String name = type == null ? "" : type.getSimpleName();
        return "here belongs "
                + switch (name) {
                    case "OptionalInt", "OptionalLong", "int", "long", "Integer", "Long" ->
                        "a whole number (not in quotes) within range";
                    case "OptionalDouble", "double", "Double" -> "a number (not in quotes)";
                    case "boolean", "Boolean" -> "true or false";
                    case "String" -> "a text in quotes";
                    case "Instant" -> "a time with its offset, such as \"2026-11-20T08:00:00Z\"";
                    case "QualifiedName" -> "a name such as \"orders\", \"shop.orders\" or \"shop.\\\"odd.name\\\"\"";
                    case "Style" -> "one of \"rolling\", \"stop_the_world\"";
                    case "List", "ArrayList" -> "a list";
                    default -> "an object";
                };
    }

    private String at(Optional<JsonLocation> place) {
        return place.map(at -> file + ":" + at.getLineNr() + ":" + Math.max(1, at.getColumnNr()) + ": ")
                .orElse(file + ": ");
    }

    private static String key(List<String> path) {
        return path.isEmpty() ? "" : "at " + String.join(".", path).replace(".[", "[") + ": ";
    }

    private static List<String> path(JsonMappingException mapping) {
        return mapping.getPath().stream()
                .map(step -> step.getFieldName() == null
                        ? String.format(Locale.ROOT, "[%d]", step.getIndex())
                        : step.getFieldName())
                .toList();
    }

    private static <T> Optional<T> cause(Throwable thrown, Class<T> type) {
        List<T> found = new ArrayList<>();
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                found.add(type.cast(at));
            }
        }
        Collections.reverse(found); // the innermost knows the place
        return found.stream().findFirst();
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "not a context" : message.lines().findFirst().orElse("not a context");
    }
}
