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

/** Maps error responses of a provider to exceptions. */
final class ProviderErrors {
    private static final int MAX_SHOWN_LENGTH = 400;

    private ProviderErrors() {}

    /** @param secret is removed from the provider's message, which may contain it */
    static AgentException toException(String provider, int status, String body, String secret, Duration retryAfter) {
        String message = errorMessage(body);
        String redacted = secret.isEmpty() ? message : message.replace(secret, "***");
        return switch (status) {
            case 401, 403 ->
                new AgentException(
                        ErrorCode.PROVIDER_REJECTED,
                        "provider " + provider + " rejected the key (HTTP " + status + "): " + redacted
                                + "; set it with `codeagent providers add " + provider + " --key KEY`");
            case 404 ->
                new AgentException(
                        ErrorCode.PROVIDER_REJECTED,
                        "provider " + provider + " does not have this model or address (HTTP 404): " + redacted
                                + "; `codeagent providers test " + provider + "` lists its models");
            case 407 ->
                new AgentException(
                        ErrorCode.PROVIDER_REJECTED,
                        "the proxy for provider " + provider
                                + " requires authentication (HTTP 407): set HTTP_PROXY or"
                                + " HTTPS_PROXY to http://NAME:PASSWORD@HOST:PORT, and restart the server");
            case 408, 425, 429, 500, 502, 503, 504, 529 ->
                new AgentException(
                        ErrorCode.PROVIDER_OVERLOADED,
                        "provider " + provider + " cannot answer now (HTTP " + status + "): " + redacted,
                        retryAfter);
            default ->
                new AgentException(
                        ErrorCode.PROVIDER_REJECTED,
                        "provider " + provider + " rejected the request (HTTP " + status + "): " + redacted);
        };
    }

    /** The header Retry-After in seconds (RFC 9110, section 10.2.3; dates are ignored); zero if it is missing. */
    static Duration retryAfter(Optional<String> header) {
        return header.map(String::strip)
                .filter(h -> h.matches("\\d{1,6}"))
                .map(h -> Duration.ofSeconds(Long.parseLong(h)))
                .orElse(Duration.ZERO);
    }

    /** The message of an error body in any known format. */
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
