package dev.codeagent.providers.http;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.text.UnicodeText;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Maps error responses of a provider to exceptions. */
public final class ProviderErrors {
    private static final int INTERNAL_SERVER_ERROR = 500;
    private static final int MAX_SHOWN_LENGTH = 400;
    private static final int MAX_SEARCHED = 8_000;
    private static final Pattern CONTEXT_LENGTH =
            Pattern.compile("context_length_exceeded|exceed_context_size|maximum context length|context length exceeded"
                    + "|exceeds? the (available |maximum |model'?s? )*context|context window|prompt is too long"
                    + "|input is too long|too many (input )?tokens|input token count|input length and .{0,20}max_tokens"
                    + "|reduce the length of the (messages|prompt|input)|larger than the (max|context)"
                    + "|tokens? (limit )?exceed|request_too_large|string_above_max_length"
                    + "|context (size|length|window) (has been |is |was )?exceeded|input is too large to process"
                    + "|longer than the (model'?s? )?(maximum |max )?(context|model length)|contextwindowexceeded"
                    + "|exceeded model token limit|prompt exceeds max(imum)? length|range of input length should be"
                    + "|keep the first \\d+ tokens when context|`inputs` tokens \\+ `max_new_tokens` must be");
    private static final Pattern KEY = Pattern.compile(
            "api_key_invalid|api key not valid|invalid[_ ]api[_ ]key|incorrect api key|api key expired");
    private static final Pattern MODEL = Pattern.compile(
            "model_not_found|unknown[_ ]model|model (?:[^.]|\\.(?=\\S)){0,100}(does not"
                    + " exist|not found|not supported|is not available)|invalid[_ ]model|no such model|not a valid model");
    private static final Pattern FILTER = Pattern.compile("content_filter|responsibleaipolicyviolation|content policy");
    private static final Pattern QUOTA =
            Pattern.compile("insufficient_quota|insufficient[_ ]balance|billing_hard_limit|requires more system memory"
                    + "|credit balance is too low|insufficient credits|requires a subscription|arrearage");
    private static final Pattern UNAUTHENTICATED = Pattern.compile(
            "authentication_error|permission_error|invalid_?[_ ]?api[_ ]?key|incorrect api key|unauthorized|api_key_invalid");
    private static final Pattern OVERLOADED = Pattern.compile(
            "overloaded|rate[_ ]?limit|too many requests|unavailable|resource_exhausted|out of capacity|try again later");
    private static final Pattern LOADING =
            Pattern.compile("loading|is being loaded|warming up|starting up|scaling up|cold start");
    /** Words that mean loading with any status; others speak of a failure to load. */
    private static final Pattern IS_LOADING = Pattern.compile("\"loading model\"|model is (currently |still )?loading"
            + "|model [^.]{0,100}is (currently |still )?(loading|being loaded)");

    private static final Pattern MODERATED = Pattern.compile("moderation|flagged|safety polic");
    private static final Pattern REGION =
            Pattern.compile("unsupported_country|(country|region|location)[^.]{0,40} (is )?not (supported|available)");
    /** The model, not the request, is at fault: what it wrote is not a call. */
    private static final Pattern UNREADABLE_CALL = Pattern.compile(
            "tool_use_failed|failed to (call a function|parse tool call)|tool call validation failed|error parsing tool call");

    private ProviderErrors() {}

    /**
     * The exception for an error response.
     *
     * @param redactor removes the key from the provider's message, which may contain it
     */
    static AgentException toException(
            String provider, int status, HttpHeaders headers, String body, SecretRedactor redactor) {
        String message = errorMessage(body, redactor);
        String place = "provider " + provider;
        return switch (classify(status, body)) {
            case PROVIDER_KEY_REJECTED ->
                new AgentException(
                        ErrorCode.PROVIDER_KEY_REJECTED,
                        place + " rejected the key (HTTP " + status + "): " + message
                                + "; set it with `codeagent providers add " + provider + " --key KEY`");
            case UNKNOWN_MODEL ->
                new AgentException(
                        ErrorCode.UNKNOWN_MODEL,
                        place + " does not have this model or address (HTTP " + status + "): " + message
                                + "; `codeagent models list " + provider + "` lists its models");
            case CONTEXT_LENGTH_EXCEEDED ->
                new AgentException(
                        ErrorCode.CONTEXT_LENGTH_EXCEEDED,
                        place + " says that the conversation is longer than the model's context window (HTTP " + status
                                + "): " + message);
            case PROVIDER_LOADING ->
                new AgentException(
                        ErrorCode.PROVIDER_LOADING,
                        place + " is loading the model (HTTP " + status + "): " + message,
                        retryAfter(headers, body));
            case PROVIDER_OVERLOADED ->
                new AgentException(
                        ErrorCode.PROVIDER_OVERLOADED,
                        place + " cannot answer now (HTTP " + status + "): " + message,
                        retryAfter(headers, body));
            case CONTENT_FILTERED ->
                new AgentException(
                        ErrorCode.CONTENT_FILTERED,
                        place + ": the content filter stopped the request (HTTP " + status + "): " + message);
            case PROVIDER_BROKEN_STREAM ->
                new AgentException(
                        ErrorCode.PROVIDER_BROKEN_STREAM,
                        place + " cannot read what the model wrote (HTTP " + status + "): " + message);
            default ->
                new AgentException(
                        ErrorCode.PROVIDER_REJECTED,
                        status == 407
                                ? "the proxy for provider " + provider
                                        + " requires authentication (HTTP 407): set HTTP_PROXY or"
                                        + " HTTPS_PROXY to http://NAME:PASSWORD@HOST:PORT, and restart the server"
                                : place + " rejected the request (HTTP " + status + "): " + message);
        };
    }

    private static Duration retryAfter(HttpHeaders headers, String body) {
        return new RetryAfter(Instant::now).read(headers, body);
    }

    /** The kind of an error, from its status and the words and codes that providers use in its body. */
    static ErrorCode classify(int status, String body) {
        String text = body.substring(0, Math.min(body.length(), MAX_SEARCHED)).toLowerCase(Locale.ROOT);
        // A status of 429 is about a minute, except for what is too large for any minute.
        boolean isTooLong = status == 429
                ? text.contains("request too large")
                : CONTEXT_LENGTH.matcher(text).find();
        if (isTooLong || status == 413) {
            return ErrorCode.CONTEXT_LENGTH_EXCEEDED;
        }
        if (UNREADABLE_CALL.matcher(text).find()) {
            return ErrorCode.PROVIDER_BROKEN_STREAM;
        }
        if (status != 429 && IS_LOADING.matcher(text).find()) {
            return ErrorCode.PROVIDER_LOADING;
        }
        if (QUOTA.matcher(text).find() || status == 402) {
            return ErrorCode.PROVIDER_REJECTED; // Waiting does not help.
        }
        return switch (status) {
            case 401 -> ErrorCode.PROVIDER_KEY_REJECTED;
            case 403 ->
                MODERATED.matcher(text).find()
                        ? ErrorCode.CONTENT_FILTERED
                        : REGION.matcher(text).find() || isPage(text)
                                ? ErrorCode.PROVIDER_REJECTED
                                : ErrorCode.PROVIDER_KEY_REJECTED;
            case 400 ->
                KEY.matcher(text).find()
                        ? ErrorCode.PROVIDER_KEY_REJECTED
                        : MODEL.matcher(text).find()
                                ? ErrorCode.UNKNOWN_MODEL
                                : FILTER.matcher(text).find()
                                        ? ErrorCode.CONTENT_FILTERED
                                        : ErrorCode.PROVIDER_REJECTED;
            case 404 -> ErrorCode.UNKNOWN_MODEL;
            case 503 -> LOADING.matcher(text).find() ? ErrorCode.PROVIDER_LOADING : ErrorCode.PROVIDER_OVERLOADED;
            case 408, 409, 424, 425, 429, 498, 499, 500, 502, 504, 520, 521, 522, 523, 524, 529 ->
                ErrorCode.PROVIDER_OVERLOADED;
            default ->
                status / 100 == 5 && status != 501 && status != 505
                        ? ErrorCode.PROVIDER_OVERLOADED
                        : ErrorCode.PROVIDER_REJECTED;
        };
    }

    /** The page of a proxy or a firewall says nothing about the key. */
    private static boolean isPage(String text) {
        return text.stripLeading().startsWith("<");
    }

    /**
     * The exception for an error in an answer that began with HTTP 200: an event of a stream, or a complete body.
     *
     * @param error the event or the body, with a field {@code error} or the fields of an error
     */
    public static AgentException inAnswer(JsonObject error, SecretRedactor redactor) {
        String text = error.toString();
        String shown = "the provider stopped with an error: " + errorMessage(error, redactor);
        ErrorCode code = statusOf(error)
                // Within an answer this says no more than that there is an error; not every API names it.
                .filter(status -> status != INTERNAL_SERVER_ERROR)
                .map(status -> classify(status, text))
                .filter(found -> found != ErrorCode.PROVIDER_REJECTED)
                .orElseGet(() -> classifyWords(text));
        return new AgentException(code, shown, retryAfter(HttpHeaders.of(Map.of(), (name, value) -> true), text));
    }

    /** The exception for an event that is an error, whatever its data is. */
    static AgentException inAnswer(String data, SecretRedactor redactor) {
        JsonObject parsed = parse(data);
        return inAnswer(
                parsed.isEmpty()
                        ? Json.createObjectBuilder()
                                .add("message", data.strip())
                                .build()
                        : parsed,
                redactor);
    }

    private static ErrorCode classifyWords(String text) {
        String searched =
                text.substring(0, Math.min(text.length(), MAX_SEARCHED)).toLowerCase(Locale.ROOT);
        return CONTEXT_LENGTH.matcher(searched).find()
                ? ErrorCode.CONTEXT_LENGTH_EXCEEDED
                : UNAUTHENTICATED.matcher(searched).find()
                        ? ErrorCode.PROVIDER_KEY_REJECTED
                        : MODEL.matcher(searched).find()
                                ? ErrorCode.UNKNOWN_MODEL
                                : QUOTA.matcher(searched).find()
                                        ? ErrorCode.PROVIDER_REJECTED
                                        : OVERLOADED.matcher(searched).find()
                                                ? ErrorCode.PROVIDER_OVERLOADED
                                                : ErrorCode.PROVIDER_BROKEN_STREAM;
    }

    /** The HTTP status that the error names as its code. */
    private static Optional<Integer> statusOf(JsonObject body) {
        JsonObject error = body.get("error") instanceof JsonObject inner ? inner : body;
        return Stream.of("code", "status", "status_code")
                .map(error::get)
                .filter(Objects::nonNull)
                .map(value -> value instanceof JsonString s ? s.getString() : value.toString())
                .filter(value -> value.matches("[45]\\d\\d"))
                .map(Integer::valueOf)
                .findFirst();
    }

    /** The message of an error body in any known format. */
    static String errorMessage(String body, SecretRedactor redactor) {
        JsonObject parsed = parse(body);
        return parsed.isEmpty() ? shorten(body.strip(), redactor) : errorMessage(parsed, redactor);
    }

    /** The object, also that in an array; empty if it is none. */
    private static JsonObject parse(String body) {
        try {
            JsonValue value = BoundedJson.readValue(body, BoundedJson.Limits.MESSAGE);
            JsonValue first = value instanceof JsonArray array && !array.isEmpty() ? array.getFirst() : value;
            return first instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
        } catch (AgentException e) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
    }

    public static String errorMessage(JsonObject body, SecretRedactor redactor) {
        if (body.get("error") instanceof JsonObject error) {
            return withDetails(error, ErrorWords.in(error).orElseGet(body::toString), redactor);
        }
        return shorten(ErrorWords.in(body).orElseGet(body::toString), redactor);
    }

    /** Whether the object, which is no part of an answer, says what went wrong. */
    public static boolean hasWords(JsonObject body) {
        return ErrorWords.in(body).isPresent();
    }

    /** Gateways and Groq add what the real provider said, or what the model wrote. */
    private static String withDetails(JsonObject error, String message, SecretRedactor redactor) {
        String raw = error.get("metadata") instanceof JsonObject metadata && metadata.get("raw") instanceof JsonString s
                ? s.getString()
                : error.get("failed_generation") instanceof JsonString generation ? generation.getString() : "";
        return shorten(raw.isBlank() ? message : message + ": " + raw.strip(), redactor);
    }

    /** Redacted before it is cut, so that no part of a key is left. */
    private static String shorten(String text, SecretRedactor redactor) {
        String redacted = redactor.redact(UnicodeText.replaceUnpairedSurrogates(text));
        String start = UnicodeText.prefix(redacted, MAX_SHOWN_LENGTH);
        return start.length() < redacted.length() ? start + "…" : start;
    }
}
