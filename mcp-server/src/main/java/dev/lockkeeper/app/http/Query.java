package dev.lockkeeper.app.http;

import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The query of a URL; what is unknown or said twice is refused by name. */
record Query(Map<String, List<String>> values) {

    static Query of(Context context, String... known) {
        Query query = new Query(context.queryParamMap());
        query.values().forEach((name, values) -> {
            if (!List.of(known).contains(name)) {
                throw query.wrong(name, "is unknown; there are " + String.join(", ", new TreeSet<>(List.of(known))));
            }
            if (values.size() != 1) {
                throw query.wrong(name, "is said twice");
            }
        });
        return query;
    }

    Optional<String> optional(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isBlank())
                .findFirst();
    }

    String required(String name) {
        return optional(name).orElseThrow(() -> wrong(name, "is missing"));
    }

    Refusal wrong(String name, String what) {
        return Problem.of(
                        400,
                        "bad-parameter",
                        "the parameter " + name + " " + what,
                        "/api/v1/openapi.yaml describes the parameters of each path.")
                .member("field", name)
                .refusal();
    }
}
