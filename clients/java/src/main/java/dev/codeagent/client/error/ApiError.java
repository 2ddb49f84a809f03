package dev.codeagent.client.error;

import dev.codeagent.client.json.RecordReader;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An error of the server.
 *
 * @param status the HTTP status, 0 if the error was a message of the gateway
 * @param code such as {@code UNKNOWN_RUN}; empty if the answer is none of this server, for example a proxy's
 * @param kind what a client can do, such as {@code missing} or {@code busy}; empty if unknown
 * @param message says what is wrong and how to fix it
 * @param field the field, parameter or header that the error is about
 * @param conflicts the parts of a patch that were not applied, and why; empty if the error is about something else
 */
public record ApiError(
        int status, String code, String kind, String message, Optional<String> field, List<PatchConflict> conflicts) {
    /** Kinds of errors that the same request gives again. */
    private static final Set<String> PERMANENT_KINDS = Set.of("caller", "missing", "forbidden");

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int REQUEST_TIMEOUT = 408;

    public ApiError {
        conflicts = List.copyOf(conflicts);
    }

    /** An error without conflicts. */
    public ApiError(int status, String code, String kind, String message, Optional<String> field) {
        this(status, code, kind, message, field, List.of());
    }

    /**
     * Reads the body of an answer: {@code application/problem+json} of RFC 9457 with the members {@code code},
     * {@code kind}, {@code message}, {@code field} and {@code conflicts}, or an object with these members alone.
     *
     * @param request method and path, for the message of an answer without one
     */
    public static ApiError read(int status, String body, String request) {
        try (var reader = Json.createReader(new StringReader(body))) {
            JsonObject json = reader.readObject();
            ApiError error = read(status, json);
            if (!error.message().isEmpty()) {
                return error;
            }
        } catch (JsonException | IllegalStateException e) {
            // Described below: a proxy's page, or no body.
        }
        return new ApiError(
                status, "", "", "the server answered " + request + " with HTTP " + status, Optional.empty());
    }

    /** Reads the payload of an error of the gateway or of an event stream. */
    public static ApiError read(JsonObject json) {
        return read(json.get("status") instanceof JsonNumber number ? number.intValue() : 0, json);
    }

    private static ApiError read(int status, JsonObject json) {
        String message = text(json, "message");
        if (message.isEmpty()) {
            message = text(json, "detail");
        }
        if (message.isEmpty()) {
            message = text(json, "title");
        }
        return new ApiError(
                status,
                text(json, "code"),
                text(json, "kind"),
                message,
                Optional.of(text(json, "field")).filter(field -> !field.isEmpty()),
                conflicts(json));
    }

    /** An answer that is no problem of this server may have a member of this name too. */
    private static List<PatchConflict> conflicts(JsonObject json) {
        if (!(json.get("conflicts") instanceof JsonArray list)) {
            return List.of();
        }
        try {
            return list.stream()
                    .map(conflict -> RecordReader.read(conflict, PatchConflict.class))
                    .toList();
        } catch (JsonException e) {
            return List.of();
        }
    }

    private static String text(JsonObject json, String name) {
        JsonValue value = json.get(name);
        return value instanceof JsonString text ? text.getString() : "";
    }

    /** Whether the same request would be refused again. */
    public boolean isPermanent() {
        if (!kind.isEmpty()) {
            return PERMANENT_KINDS.contains(kind);
        }
        return status >= 400 && status < 500 && status != TOO_MANY_REQUESTS && status != REQUEST_TIMEOUT;
    }
}
