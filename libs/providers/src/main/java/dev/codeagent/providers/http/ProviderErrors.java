package dev.codeagent.providers.http;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.text.UnicodeText;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Duration;
import java.util.Optional;

/** Maps error responses of a provider to exceptions. */
public final class ProviderErrors {
    private static final int MAX_SHOWN_LENGTH = 400;

    private ProviderErrors() {}

    /** @param redactor removes the key from the provider's message, which may contain it */
    static AgentException toException(
            String provider, int status, String body, SecretRedactor redactor, Duration retryAfter) {
        String redacted = errorMessage(body, redactor);
        return switch (status) {
            case 301, 302, 303, 307, 308 ->
                new AgentException(
                        ErrorCode.PROVIDER_REJECTED,
                        "provider " + provider + " answers with a redirect (HTTP " + status
                                + "), which is not followed, because its key is for its own address alone;"
                                + " set the address of its API with"
                                + " `codeagent providers add " + provider + " --url URL --key-env VAR`");
            case 401, 403 ->
                new AgentException(
                        ErrorCode.PROVIDER_KEY_REJECTED,
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
    static String errorMessage(String body, SecretRedactor redactor) {
        try {
            return errorMessage(BoundedJson.readObject(body, BoundedJson.Limits.MESSAGE), redactor);
        } catch (AgentException e) {
            return shorten(body.strip(), redactor);
        }
    }

    public static String errorMessage(JsonObject body, SecretRedactor redactor) {
        if (body.get("error") instanceof JsonObject error && error.get("message") instanceof JsonString m) {
            return shorten(m.getString(), redactor);
        }
        if (body.get("error") instanceof JsonString s) {
            return shorten(s.getString(), redactor);
        }
        return shorten(body.get("message") instanceof JsonString m ? m.getString() : body.toString(), redactor);
    }

    /** Redacted before it is cut, so that no part of a key is left. */
    private static String shorten(String text, SecretRedactor redactor) {
        String redacted = redactor.redact(UnicodeText.replaceUnpairedSurrogates(text));
        String start = UnicodeText.prefix(redacted, MAX_SHOWN_LENGTH);
        return start.length() < redacted.length() ? start + "…" : start;
    }
}
