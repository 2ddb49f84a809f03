package dev.codeagent.fakemodel.wire.gemini;

import dev.codeagent.fakemodel.wire.Dialect;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.WireError;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Google's errors: a code, a status word, and details such as RetryInfo. */
public class GeminiDialect implements Dialect {
    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public String keyHeader() {
        return "x-goog-api-key";
    }

    @Override
    public JsonObject error(WireError error) {
        Optional<List<JsonObject>> details = error.retryInfo()
                .map(delay -> List.of(
                        JsonValues.object("@type", "type.googleapis.com/google.rpc.RetryInfo", "retryDelay", delay)));
        return JsonValues.object(
                "error",
                JsonValues.object(
                        "code",
                        error.status(),
                        "message",
                        error.message(),
                        "status",
                        error.type().orElseGet(() -> status(error.status())),
                        "details",
                        details));
    }

    private static String status(int status) {
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 500 -> "INTERNAL";
            default -> status > 500 ? "UNAVAILABLE" : "INVALID_ARGUMENT";
        };
    }
}
