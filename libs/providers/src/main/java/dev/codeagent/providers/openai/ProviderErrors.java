package dev.codeagent.providers.openai;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.time.Duration;
import java.util.Optional;

/** What a provider's refusal means. */
final class ProviderErrors {
    private static final int MAX_SHOWN_LENGTH = 400;

    private ProviderErrors() {}

    /** {@code secret} is taken out of the provider's words, which may echo it. */
    static AgentException toException(String provider, int status, String body, String secret, Duration retryAfter) {
        String message = errorMessage(body);
        String redacted = secret.isEmpty() ? message : message.replace(secret, "***");
        return switch (status) {
            case 401, 403 ->
                new AgentException(
                        ErrorCode.PROVIDER_REJECTED,
                        "provider " + provider + " refused the key (HTTP " + status + "): " + redacted
                                + "; set it with `codeagent providers add " + provider + " --key KEY`");
            case 404 ->
                new AgentException(
                        ErrorCode.PROVIDER_REJECTED,
                        "provider " + provider + " does not know this model or address (HTTP 404): " + redacted
                                + "; `codeagent providers test " + provider + "` lists its models");
            case 407 ->
                new AgentException(
                        ErrorCode.PROVIDER_REJECTED,
                        "the proxy before provider " + provider
                                + " wants a login (HTTP 407): write it into HTTP_PROXY or"
                                + " HTTPS_PROXY as http://NAME:PASSWORD@HOST:PORT, and start the server again");
            case 408, 425, 429, 500, 502, 503, 504, 529 ->
                new AgentException(
                        ErrorCode.PROVIDER_OVERLOADED,
                        "provider " + provider + " is not able to answer now (HTTP " + status + "): " + redacted,
                        retryAfter);
            default ->
                new AgentException(
                        ErrorCode.PROVIDER_REJECTED,
                        "provider " + provider + " refused the request (HTTP " + status + "): " + redacted);
        };
    }

    /** The header Retry-After in seconds (RFC 9110, section 10.2.3; its dates are not read); zero where there is none. */
    static Duration retryAfter(Optional<String> header) {
        return header.map(String::strip)
                .filter(h -> h.matches("\\d{1,6}"))
                .map(h -> Duration.ofSeconds(Long.parseLong(h)))
                .orElse(Duration.ZERO);
    }

    /** The words of an error body, whatever its shape. */
    static String errorMessage(String body) {
        try (var reader = Json.createReader(new StringReader(body))) {
            return errorMessage(reader.readObject());
        } catch (JsonException e) {
            return truncate(body.strip());
        }
    }

    static String errorMessage(JsonObject body) {
        if (body.get("error") instanceof JsonObject error && error.get("message") instanceof JsonString m) {
            return truncate(m.getString());
        }
        if (body.get("error") instanceof JsonString s) {
            return truncate(s.getString());
        }
        return truncate(body.get("message") instanceof JsonString m ? m.getString() : body.toString());
    }

    private static String truncate(String text) {
        return text.length() <= MAX_SHOWN_LENGTH ? text : text.substring(0, MAX_SHOWN_LENGTH) + "…";
    }
}
