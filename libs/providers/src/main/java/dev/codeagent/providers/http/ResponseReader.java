package dev.codeagent.providers.http;

/**
 * Reads a response of one wire; called on threads of the HTTP client, one call at a time and in order. Each method may
 * throw an AgentException, which ends the request.
 */
public interface ResponseReader<R> {

    /**
     * Accepts one event of a stream.
     *
     * @param name the type of a server-sent event; empty for none, and for a line of NDJSON
     * @param data without surrounding blanks; never empty
     */
    void acceptEvent(String name, String data);

    /** Called after the events that were read together, also if one of them failed. */
    default void endOfRead() {}

    /** Accepts the complete body of a response that is not a stream. */
    void acceptBody(String body);

    /** Whether the answer is complete, whatever the body still contains. */
    boolean isComplete();

    /** Whether the answer has its reason for ending, so that only counts of tokens may follow. */
    default boolean isFinished() {
        return isComplete();
    }

    /** Whether the lines of a body are events although its content type does not say so. */
    default boolean readsLines() {
        return false;
    }

    /**
     * Returns the result, after the last event.
     *
     * @throws dev.codeagent.api.error.AgentException PROVIDER_BROKEN_STREAM if the answer is not complete
     */
    R end();
}
