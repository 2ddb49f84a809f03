package dev.codeagent.bench.faults;

import static dev.codeagent.api.error.ErrorCode.AGENT_STUCK;
import static dev.codeagent.api.error.ErrorCode.CONTENT_FILTERED;
import static dev.codeagent.api.error.ErrorCode.CONTEXT_LENGTH_EXCEEDED;
import static dev.codeagent.api.error.ErrorCode.PROVIDER_BROKEN_STREAM;
import static dev.codeagent.api.error.ErrorCode.PROVIDER_EMPTY_ANSWER;
import static dev.codeagent.api.error.ErrorCode.PROVIDER_KEY_REJECTED;
import static dev.codeagent.api.error.ErrorCode.PROVIDER_LOADING;
import static dev.codeagent.api.error.ErrorCode.PROVIDER_OVERLOADED;
import static dev.codeagent.api.error.ErrorCode.PROVIDER_REJECTED;
import static dev.codeagent.api.error.ErrorCode.PROVIDER_TIMEOUT;
import static dev.codeagent.api.error.ErrorCode.PROVIDER_UNREACHABLE;
import static dev.codeagent.api.error.ErrorCode.UNKNOWN_MODEL;
import static dev.codeagent.bench.faults.FaultOutcome.Limit.AT_ONCE;
import static dev.codeagent.bench.faults.FaultOutcome.Limit.BETWEEN_BYTES;
import static dev.codeagent.bench.faults.FaultOutcome.Limit.FIRST_BYTE;
import static dev.codeagent.bench.faults.FaultOutcome.Retry.BACKOFF;
import static dev.codeagent.bench.faults.FaultOutcome.Retry.CONTINUED;
import static dev.codeagent.bench.faults.FaultOutcome.Retry.LOADING;
import static dev.codeagent.bench.faults.FaultOutcome.Retry.NONE;
import static dev.codeagent.bench.faults.FaultOutcome.Retry.REDUCED;
import static dev.codeagent.bench.faults.FaultOutcome.Retry.REQUESTED;

import dev.codeagent.bench.faults.FaultOutcome.Next;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The faults of providers and what must follow from each; the table of docs/models.md is the same. */
public enum ProviderFault {
    REFUSED("connection refused", "refused", FaultOutcome.of(PROVIDER_UNREACHABLE, BACKOFF, AT_ONCE)),
    DNS("unknown host", "dns", FaultOutcome.of(PROVIDER_UNREACHABLE, BACKOFF, AT_ONCE)),
    TLS("certificate not trusted", "tls", FaultOutcome.of(PROVIDER_REJECTED, NONE, AT_ONCE)),
    PLAIN("no TLS at an `https` address", "plain", FaultOutcome.of(PROVIDER_REJECTED, NONE, AT_ONCE)),
    DROPPED("connection closed before an answer", "dropped", FaultOutcome.of(PROVIDER_BROKEN_STREAM, BACKOFF, AT_ONCE)),
    DROPPED_TLS(
            "connection closed while TLS begins",
            "dropped-tls",
            FaultOutcome.of(PROVIDER_UNREACHABLE, BACKOFF, AT_ONCE)),
    UNANSWERED("connection not accepted", "unanswered", FaultOutcome.of(PROVIDER_TIMEOUT, NONE, FIRST_BYTE)),
    SILENT("connection accepted, then nothing", "silent", FaultOutcome.of(PROVIDER_TIMEOUT, NONE, FIRST_BYTE)),
    SILENT_TLS(
            "connection accepted, TLS does not begin",
            "silent-tls",
            FaultOutcome.of(PROVIDER_TIMEOUT, NONE, FIRST_BYTE)),
    BAD_REQUEST("HTTP 400", status(400, ""), FaultOutcome.of(PROVIDER_REJECTED, NONE, AT_ONCE)),
    UNAUTHORIZED("HTTP 401", status(401, ""), FaultOutcome.of(PROVIDER_KEY_REJECTED, NONE, AT_ONCE)),
    FORBIDDEN("HTTP 403", status(403, ""), FaultOutcome.of(PROVIDER_KEY_REJECTED, NONE, AT_ONCE)),
    NOT_FOUND("HTTP 404", status(404, ""), FaultOutcome.of(UNKNOWN_MODEL, NONE, AT_ONCE)),
    TOO_LARGE("HTTP 413", status(413, ""), FaultOutcome.of(CONTEXT_LENGTH_EXCEEDED, REDUCED, AT_ONCE)),
    TOO_MANY("HTTP 429", status(429, ""), FaultOutcome.of(PROVIDER_OVERLOADED, BACKOFF, AT_ONCE)),
    TOO_MANY_SECONDS(
            "HTTP 429, `Retry-After: 1`",
            status(429, ",'retryAfter':1"),
            FaultOutcome.of(PROVIDER_OVERLOADED, REQUESTED, AT_ONCE)),
    TOO_MANY_SOON(
            "HTTP 429, `Retry-After` as a date, 2 s ahead",
            status(429, ",'retryAfterDate':2"),
            FaultOutcome.of(PROVIDER_OVERLOADED, REQUESTED, AT_ONCE)),
    TOO_MANY_DAY(
            "HTTP 429, `Retry-After: 86400`",
            status(429, ",'retryAfter':86400"),
            FaultOutcome.of(PROVIDER_OVERLOADED, NONE, AT_ONCE)),
    TOO_MANY_TOMORROW(
            "HTTP 429, `Retry-After` as a date, a day ahead",
            status(429, ",'retryAfterDate':86400"),
            FaultOutcome.of(PROVIDER_OVERLOADED, NONE, AT_ONCE)),
    SERVER_ERROR("HTTP 500", status(500, ""), FaultOutcome.of(PROVIDER_OVERLOADED, BACKOFF, AT_ONCE)),
    MODEL_LOADING(
            "HTTP 503, the model is loaded", status(503, ""), FaultOutcome.of(PROVIDER_LOADING, LOADING, AT_ONCE)),
    OVERLOADED("HTTP 529", status(529, ""), FaultOutcome.of(PROVIDER_OVERLOADED, BACKOFF, AT_ONCE)),
    HANG("no byte of an answer", "{'kind':'hang'}", FaultOutcome.of(PROVIDER_TIMEOUT, NONE, FIRST_BYTE)),
    HANG_LATER(
            "no more bytes in the middle",
            "{'kind':'hang','after':2}",
            FaultOutcome.of(PROVIDER_TIMEOUT, NONE, BETWEEN_BYTES)),
    CUT("connection reset in the middle", "{'kind':'reset','after':2}", broken()),
    END("end of the response in the middle", "{'kind':'endEarly','after':2}", broken()),
    ERROR_EVENT(
            "error event in the middle",
            "{'kind':'errorEvent','after':2,'status':500,'message':'The server had an error.'}",
            broken()),
    OVERLOADED_EVENT(
            "error event in the middle: overloaded",
            "{'kind':'errorEvent','after':2,'status':529,'message':'Overloaded'}",
            FaultOutcome.of(PROVIDER_OVERLOADED, BACKOFF, AT_ONCE)),
    ERROR_BODY(
            "HTTP 200 with an error as its body",
            "{'kind':'errorBody','status':500,'message':'The server had an error.'}",
            broken()),
    HTML("HTTP 200 with a web page", "{'kind':'html'}", broken()),
    MALFORMED_JSON("malformed JSON in an answer", "{'kind':'malformedJson','after':2}", broken()),
    MALFORMED_ARGUMENTS(
            "malformed arguments of a tool call",
            "{'kind':'malformedArguments'}",
            new FaultOutcome(Optional.empty(), NONE, AT_ONCE, Next.SAME_MODEL),
            Map.of("gemini", broken(), "ollama", broken())),
    EMPTY("empty answer", "{'kind':'empty'}", FaultOutcome.of(PROVIDER_EMPTY_ANSWER, BACKOFF, AT_ONCE)),
    THINKING_ONLY(
            "thinking without an answer",
            "{'kind':'reasoningOnly'}",
            FaultOutcome.of(PROVIDER_EMPTY_ANSWER, BACKOFF, AT_ONCE)),
    FILTERED(
            "content filter",
            "{'kind':'contentFilter'}",
            FaultOutcome.of(CONTENT_FILTERED, NONE, AT_ONCE),
            Map.of("mistral", broken())),
    LENGTH(
            "answer cut by the limit of tokens",
            "{'kind':'length'}",
            new FaultOutcome(Optional.of(AGENT_STUCK), CONTINUED, AT_ONCE, Next.FAILURE));

    private final String label;
    private final String cause;
    private final FaultOutcome outcome;
    private final Map<String, FaultOutcome> exceptions;

    ProviderFault(String label, String cause, FaultOutcome outcome) {
        this(label, cause, outcome, Map.of());
    }

    ProviderFault(String label, String cause, FaultOutcome outcome, Map<String, FaultOutcome> exceptions) {
        this.label = label;
        this.cause = cause.replace('\'', '"');
        this.outcome = outcome;
        this.exceptions = exceptions;
    }

    private static String status(int status, String more) {
        return "{'kind':'status','status':" + status + more + "}";
    }

    private static FaultOutcome broken() {
        return FaultOutcome.of(PROVIDER_BROKEN_STREAM, BACKOFF, AT_ONCE);
    }

    /** The name of the fault in the table of docs/models.md. */
    String label() {
        return label;
    }

    /** What the scripted model server plays; empty if the fault is below HTTP. */
    Optional<String> played() {
        return Optional.of(cause).filter(c -> c.startsWith("{"));
    }

    /** The name of a broken server; used if nothing is played. */
    String server() {
        return cause;
    }

    FaultOutcome expected(String wire) {
        return exceptions.getOrDefault(wire, outcome);
    }

    /** The rows of the table in docs/models.md. */
    public static List<String> tableRows() {
        return Arrays.stream(values()).flatMap(f -> f.rows().stream()).toList();
    }

    private List<String> rows() {
        var wires =
                new TreeMap<FaultOutcome, Set<String>>((a, b) -> a.toTableRow().compareTo(b.toTableRow()));
        exceptions.forEach((wire, o) -> wires.merge(o, Set.of(wire), ProviderFault::union));
        var rows = new java.util.ArrayList<String>();
        rows.add("| " + label + " | " + outcome.toTableRow() + " |");
        wires.forEach((o, names) -> rows.add("| " + label + ", "
                + names.stream().sorted().map(n -> "`" + n + "`").collect(Collectors.joining(" and ")) + " | "
                + o.toTableRow() + " |"));
        return rows;
    }

    private static Set<String> union(Set<String> a, Set<String> b) {
        return java.util.stream.Stream.concat(a.stream(), b.stream()).collect(Collectors.toSet());
    }
}
