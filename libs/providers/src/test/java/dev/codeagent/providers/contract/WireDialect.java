package dev.codeagent.providers.contract;

import dev.codeagent.api.chat.Usage;
import jakarta.json.JsonObject;
import java.util.List;

/**
 * How one wire renders answers and what its requests say, written from the vendor's documentation and independent of
 * the codec.
 */
public interface WireDialect {

    /** The path of the base URL, for example {@code /v1}. */
    String basePath();

    /** The header that carries the key, as a line: {@code x-api-key: KEY}. */
    String keyHeader(String key);

    /** The answer as a stream; each piece of text, thinking and arguments is split in two where the wire allows. */
    WireReply stream(ScriptedTurn turn);

    /** The answer as one body. */
    WireReply whole(ScriptedTurn turn);

    /** A stream that begins with the text and then reports an error with this message. */
    WireReply errorInStream(String text, String message);

    /** Status 200 with an error object as the body. */
    WireReply errorInBody(String message);

    /** The error responses as the vendor documents them. */
    WireReply error(Failure failure, String message);

    /** The failures whose form differs between wires. */
    enum Failure {
        KEY_REJECTED,
        UNKNOWN_MODEL,
        CONTEXT_LENGTH,
        OVERLOADED,
        RATE_LIMIT
    }

    /** A list of models for a request of the list; with paging if the wire has it. */
    WireReply models(WireServer.Request request, List<String> ids);

    /** What of the usage this wire reports, for example without writes to the cache. */
    Usage reported(Usage usage);

    /**
     * The conversation of a request, one line for each part, in order: {@code system TEXT}, {@code user TEXT},
     * {@code image MEDIATYPE BASE64}, {@code assistant TEXT}, {@code call #N NAME ARGUMENTS}, {@code result #N TEXT} (the
     * call to which the result belongs; N counts the calls of the request from 1), {@code tool NAME}. Fails if the request
     * breaks a rule of the wire: roles, ids, empty texts, results that answer no call.
     */
    List<String> conversation(JsonObject request);

    /** The limit of the answer in the request. */
    int maxOutputTokens(JsonObject request);

    /** The JSON schema of the answer in the request. */
    JsonObject responseSchema(JsonObject request);

    /** Whether thinking has a signature that is to be sent back. */
    default boolean hasSignatures() {
        return false;
    }

    /** Whether the wire reports that the model announced tool calls, apart from the calls. */
    default boolean announcesToolCalls() {
        return true;
    }

    /** How many models the provider lists that its server could download. */
    default int installableModels() {
        return 0;
    }
}
