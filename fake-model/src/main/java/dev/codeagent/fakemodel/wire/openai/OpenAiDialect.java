package dev.codeagent.fakemodel.wire.openai;

import dev.codeagent.fakemodel.wire.Dialect;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.WireError;
import jakarta.json.JsonObject;
import java.util.Optional;

/** OpenAI's form of errors; with the header {@code api-key} it is Azure's. */
public record OpenAiDialect(String name, String keyHeader) implements Dialect {
    public static final OpenAiDialect OPENAI = new OpenAiDialect("openai-chat", "Authorization");
    public static final OpenAiDialect AZURE = new OpenAiDialect("azure-openai", "api-key");

    @Override
    public JsonObject error(WireError error) {
        return errorBody(error);
    }

    /** Returns an error as all servers with this form send it. */
    public static JsonObject errorBody(WireError error) {
        return JsonValues.object(
                "error",
                JsonValues.object(
                        "message",
                        error.message(),
                        "type",
                        error.type().orElseGet(() -> type(error.status())),
                        "param",
                        null,
                        "code",
                        code(error).orElse(null)));
    }

    private static String type(int status) {
        return switch (status) {
            case 401, 403 -> "authentication_error";
            case 404 -> "not_found_error";
            case 429 -> "rate_limit_error";
            case 503 -> "unavailable_error";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
    }

    private static Optional<String> code(WireError error) {
        if (error.message().contains("context length")) {
            return Optional.of("context_length_exceeded");
        }
        return switch (error.status()) {
            case 401 -> Optional.of("invalid_api_key");
            case 404 -> Optional.of("model_not_found");
            case 429 -> Optional.of("rate_limit_exceeded");
            default -> Optional.empty();
        };
    }
}
