package dev.codeagent.providers.http;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The words of an error, which servers put into different fields, lists and objects. */
final class ErrorWords {
    private static final List<String> FIELDS = List.of(
            "error", "detail", "message", "msg", "error_msg", "errorMessage", "Message", "errors", "error_description");
    /** What some gateways send with each part of an answer. */
    private static final Set<String> NO_ERROR = Set.of("ok", "success");

    private static final int MAX_DEPTH = 4;
    private static final int MAX_PLACES = 3;

    private ErrorWords() {}

    /** The words of the object; empty if it has none that tell of an error. */
    static Optional<String> in(JsonObject object) {
        return in(object, MAX_DEPTH);
    }

    private static Optional<String> in(JsonObject object, int depth) {
        String description = object.getString("error_description", "").strip();
        return FIELDS.stream()
                .flatMap(field -> of(object.get(field), depth - 1).stream())
                .findFirst()
                .map(words -> description.isEmpty() || words.contains(description) ? words : words + ": " + description)
                .or(() -> object.get("base_resp") instanceof JsonObject status
                        ? Optional.of(status.getString("status_msg", "")).filter(words -> isError(words))
                        : Optional.empty())
                .map(words -> withPlace(object, words));
    }

    private static Optional<String> of(@Nullable JsonValue value, int depth) {
        return depth < 0
                ? Optional.empty()
                : switch (value) {
                    case JsonString text ->
                        Optional.of(text.getString().strip()).filter(ErrorWords::isError);
                    case JsonObject object -> in(object, depth);
                    case JsonArray array ->
                        Optional.of(array.stream()
                                        .flatMap(element -> of(element, depth).stream())
                                        .limit(MAX_PLACES)
                                        .collect(Collectors.joining("; ")))
                                .filter(words -> !words.isEmpty());
                    case null, default -> Optional.empty();
                };
    }

    private static boolean isError(String words) {
        return !words.isBlank() && !NO_ERROR.contains(words.toLowerCase(Locale.ROOT));
    }

    /** The place of the wrong value, as FastAPI names it. */
    private static String withPlace(JsonObject object, String words) {
        return object.get("loc") instanceof JsonArray place
                ? place.stream()
                                .map(part -> part instanceof JsonString s ? s.getString() : part.toString())
                                .collect(Collectors.joining("."))
                        + ": " + words
                : words;
    }
}
