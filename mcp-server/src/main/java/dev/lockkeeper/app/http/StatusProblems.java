package dev.lockkeeper.app.http;

/** The problem for a status that a library answered: nothing of the library's own words gets out. */
final class StatusProblems {
    private StatusProblems() {}

    static Problem of(int status) {
        return switch (status) {
            case 400 ->
                Problem.of(400, "bad-request", "the request is not HTTP as it should be", "Check how it is made.");
            case 404 ->
                Problem.of(
                        404,
                        "not-found",
                        "there is nothing here",
                        "The API begins at /api/v1; /api/v1/openapi.yaml describes it.");
            case 405 ->
                Problem.of(
                        405,
                        "method-not-allowed",
                        "this path has no such method",
                        "/api/v1/openapi.yaml names the methods of each path.");
            case 408 -> Problem.of(408, "too-slow", "the request came too slowly", "Send it in one go.");
            case 413 ->
                Problem.of(
                        413,
                        "too-large",
                        "the body is too large",
                        "At most " + HttpLimits.DEFAULTS.bodyBytes()
                                + " bytes are read: split the migration, or review it with `lockkeeper review`.");
            case 414, 431 ->
                Problem.of(status, "header-too-large", "the head of the request is too large", "Shorten it.");
            case 503 ->
                Problem.of(503, "unavailable", "the server cannot answer now", "Ask again later.")
                        .header("Retry-After", "5");
            default ->
                status < 500
                        ? Problem.of(status, "refused", "the request was refused", "Check how it is made.")
                        : internal();
        };
    }

    static Problem internal() {
        return Problem.of(
                500,
                "internal",
                "an error of Lockkeeper's own",
                "Nothing was approved. The server's log describes it: report it with the request.");
    }
}
