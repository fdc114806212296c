package dev.lockkeeper.app.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.List;

/** Declares routes, and keeps which there are. */
final class Routing {
    /** The attribute that says which route a request took: a fixed set, unlike paths. */
    static final String ROUTE = "lockkeeper.route";

    private final RoutesConfig routes;
    private final List<String> names = new ArrayList<>();

    Routing(RoutesConfig routes) {
        this.routes = routes;
    }

    void get(String path, Handler handler) {
        add(HandlerType.GET, path, handler);
    }

    void post(String path, Handler handler) {
        add(HandlerType.POST, path, handler);
    }

    void delete(String path, Handler handler) {
        add(HandlerType.DELETE, path, handler);
    }

    /** {@code METHOD path} of each. */
    List<String> names() {
        return List.copyOf(names);
    }

    private void add(HandlerType method, String path, Handler handler) {
        names.add(method + " " + path);
        routes.addHttpHandler(method, path, context -> {
            context.attribute(ROUTE, path);
            handler.handle(context);
        });
    }
}
