package dev.lockkeeper.context;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import dev.lockkeeper.pg.QualifiedName;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * What operators declare about a database in their configuration, because no query shows it. It wins over what the
 * context file says, fact by fact, and it is part of what an approval is for.
 *
 * @param text the declaration in one spelling, for the digest; empty when nothing is declared
 */
public record Declared(OptionalInt poolSize, Optional<Deployment> deployment, String text) {
    public static final Declared NOTHING = new Declared(OptionalInt.empty(), Optional.empty(), "");

    public Declared {
        Facts.notNegative("pool_size", poolSize);
    }

    /** {@code deployment} has the keys of the context schema's {@code deployment}; wrong ones are refused by name. */
    public static Declared of(OptionalInt poolSize, Optional<JsonNode> deployment) throws ContextException {
        if (poolSize.isEmpty() && deployment.isEmpty()) {
            return NOTHING;
        }
        try {
            Optional<Deployment> read =
                    deployment.isEmpty() ? Optional.empty() : Optional.of(ContextJson.deployment(deployment.get()));
            return new Declared(
                    poolSize,
                    read,
                    "pool_size " + poolSize + " deployment "
                            + deployment.map(JsonNode::toString).orElse(""));
        } catch (InvalidFormatException e) {
            throw new ContextException(place(e) + "\"" + e.getValue() + "\" is not one of its values", e);
        } catch (JsonMappingException e) {
            throw new ContextException(place(e) + words(e.getOriginalMessage()), e);
        } catch (IOException | IllegalArgumentException e) {
            throw new ContextException("deployment: " + words(String.valueOf(e.getMessage())), e);
        }
    }

    private static String place(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining("", "deployment", ": "));
    }

    private static String words(String message) {
        return message.lines().findFirst().orElse("not readable");
    }

    /** The deployment of the context, with every fact replaced that is declared here. */
    Optional<Deployment> over(Optional<Deployment> captured) {
        if (deployment.isEmpty() || captured.isEmpty()) {
            return deployment.or(() -> captured);
        }
        Deployment own = deployment.get();
        Deployment other = captured.get();
        Map<QualifiedName, String> owners = new LinkedHashMap<>(other.owners());
        owners.putAll(own.owners());
        return Optional.of(new Deployment(
                own.style().or(other::style),
                own.window().or(other::window),
                own.peakHours().or(other::peakHours),
                own.criticalTables().isEmpty() ? other.criticalTables() : own.criticalTables(),
                owners,
                own.invariants().isEmpty() ? other.invariants() : own.invariants(),
                own.iops().isPresent() ? own.iops() : other.iops(),
                own.diskFreeBytes().isPresent() ? own.diskFreeBytes() : other.diskFreeBytes()));
    }
}
