package dev.codeagent.fakemodel.wire;

import jakarta.json.JsonObject;

/** The frames of streams. */
public final class Frames {
    public static final String SSE = "text/event-stream; charset=utf-8";
    public static final String NDJSON = "application/x-ndjson";
    public static final String DONE = "data: [DONE]\n\n";

    private Frames() {}

    /** A server-sent event without a name. */
    public static String data(JsonObject json) {
        return "data: " + json + "\n\n";
    }

    /** A server-sent event. */
    public static String event(String name, JsonObject json) {
        return "event: " + name + "\ndata: " + json + "\n\n";
    }

    /** A line of newline-delimited JSON. */
    public static String line(JsonObject json) {
        return json + "\n";
    }
}
