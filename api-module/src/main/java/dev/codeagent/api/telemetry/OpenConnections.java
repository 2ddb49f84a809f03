package dev.codeagent.api.telemetry;

/** The connections of one kind that are open now. */
public interface OpenConnections {

    /** {@code websocket} or {@code sse}. */
    String kind();

    int count();
}
