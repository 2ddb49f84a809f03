package dev.codeagent.fakemodel.wire.anthropic;

import dev.codeagent.fakemodel.wire.Dialect;
import dev.codeagent.fakemodel.wire.JsonValues;
import dev.codeagent.fakemodel.wire.WireError;
import jakarta.json.JsonObject;

/** Anthropic's errors: the type follows from the status, and 529 is an overloaded server. */
public class AnthropicDialect implements Dialect {
    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public String keyHeader() {
        return "x-api-key";
    }

    @Override
    public JsonObject error(WireError error) {
        JsonObject details = JsonValues.object(
                "type", error.type().orElseGet(() -> type(error.status())), "message", error.message());
        return JsonValues.object("type", "error", "error", details, "request_id", "req_scripted");
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 529 -> "overloaded_error";
            default -> status >= 500 ? "api_error" : "invalid_request_error";
        };
    }
}
