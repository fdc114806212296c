package dev.lockkeeper.app.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads bodies that must be JSON, and no more of them than the limit. */
record Bodies(HttpLimits limits) {

    /** {@code example} is a correct body, for the errors; {@code fields} are those that there are. */
    JsonBody read(Context context, String example, Set<String> fields) {
        String type = Optional.ofNullable(context.header("Content-Type")).orElse("");
        if (!type.toLowerCase(Locale.ROOT).replaceFirst(";.*", "").strip().equals("application/json")) {
            throw Problem.of(
                            415,
                            "not-json",
                            "the body must be JSON",
                            "Send Content-Type: application/json and " + example + ".")
                    .refusal();
        }
        return JsonBody.of(bytes(context), example, fields);
    }

    private byte[] bytes(Context context) {
        try {
            InputStream in = context.req().getInputStream();
            byte[] bytes = in.readNBytes(limits.bodyBytes() + 1);
            if (bytes.length > limits.bodyBytes()) {
                UnreadRest.drop(in);
                throw StatusProblems.of(413).refusal();
            }
            return bytes;
        } catch (IOException e) {
            throw Problems.status(e)
                    .map(StatusProblems::of)
                    .orElseGet(() -> StatusProblems.of(400))
                    .refusal();
        }
    }
}
