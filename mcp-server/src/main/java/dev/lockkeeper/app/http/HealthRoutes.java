package dev.lockkeeper.app.http;

import dev.lockkeeper.app.service.ServedDatabase;
import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.gate.GateException;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Whether the process lives, and whether a review asked for now can end well. */
final class HealthRoutes {
    private final Service service;

    HealthRoutes(Service service) {
        this.service = service;
    }

    void add(Routing routing) {
        routing.get("/healthz", context -> context.json(Map.of("status", "ok")));
        routing.get("/readyz", this::ready);
    }

    private void ready(Context context) {
        List<String> not = new ArrayList<>();
        for (String name : new TreeSet<>(service.judge().databases().names())) {
            unready(name).ifPresent(why -> not.add(name + ": " + why));
        }
        if (service.reviews().full()) {
            not.add("the queue of reviews is full");
        }
        if (!not.isEmpty()) {
            throw Problem.of(503, "not-ready", "not ready", String.join("; ", not))
                    .header("Retry-After", "5")
                    .refusal();
        }
        context.json(Map.of("status", "ready"));
    }

    private Optional<String> unready(String name) {
        try {
            ServedDatabase database = service.database(Optional.of(name));
            return service.judge()
                    .gate(database.config(), false)
                    .unready(database.production(), database.version())
                    .map(unavailable -> unavailable.reason() + ". " + unavailable.nextStep());
        } catch (GateException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
