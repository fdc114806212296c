package dev.lockkeeper.eval;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.lockkeeper.eval.EvalIntent.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a set of intents from YAML; unknown keys, doubled names and intents that nothing checks are refused. */
public final class EvalReader {
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(new Jdk8Module())
            .build();

    private EvalReader() {}

    private record SetPart(Optional<String> context, Optional<String> rows, Optional<List<IntentPart>> intents) {}

    private record IntentPart(
            Optional<String> name,
            Optional<String> intent,
            Optional<List<String>> answers,
            Optional<End> ends,
            Optional<String> rows,
            Optional<List<String>> reached,
            Optional<List<String>> works,
            Optional<List<String>> meanwhile,
            Optional<List<String>> mayLose,
            Optional<String> naive) {}

    /** The set is called as its file; its context is relative to the file. */
    public static EvalSet read(Path file) {
        try {
            return set(file, YAML.readValue(Files.readAllBytes(file), SetPart.class));
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
            throw new EvalException(
                    file + place + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse("no set of intents")
                            + ". A set has context, rows and intents; docs/drafting.md describes them.",
                    e);
        } catch (IOException e) {
            throw new EvalException(file + " cannot be read. Name a file with intents.", e);
        }
    }

    private static EvalSet set(Path file, SetPart part) {
        Set<String> names = new HashSet<>();
        List<EvalIntent> intents = part.intents().orElse(List.of()).stream()
                .map(each -> intent(file, each))
                .toList();
        intents.forEach(each -> {
            if (!names.add(each.name())) {
                throw new EvalException(file + ": two intents are called " + each.name() + ". Rename one.");
            }
        });
        String context = part.context()
                .orElseThrow(
                        () -> new EvalException(file + ": context is missing: the file that describes production."));
        String name = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
        return new EvalSet(file, name, file.resolveSibling(context), part.rows().orElse(""), intents);
    }

    private static EvalIntent intent(Path file, IntentPart part) {
        String name = part.name().orElseThrow(() -> new EvalException(file + ": an intent has no name. Give it one."));
        End ends = part.ends()
                .orElseThrow(() -> new EvalException(file + ": " + name
                        + " does not say how a good run ends: approved, decision, question or rejected."));
        List<String> reached = part.reached().orElse(List.of());
        if (ends == End.APPROVED && reached.isEmpty()) {
            throw new EvalException(file + ": " + name + " checks nothing. Say under reached what must be true.");
        }
        return new EvalIntent(
                name,
                part.intent().orElseThrow(() -> new EvalException(file + ": " + name + " has no intent.")),
                part.answers().orElse(List.of()),
                ends,
                part.rows().orElse(""),
                reached,
                part.works().orElse(List.of()),
                part.meanwhile().orElse(List.of()),
                part.mayLose().orElse(List.of()),
                part.naive().orElse(""));
    }
}
