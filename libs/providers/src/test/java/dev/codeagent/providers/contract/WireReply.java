package dev.codeagent.providers.contract;

import java.util.Map;

/** A response of a {@link WireServer}. */
public record WireReply(int status, String contentType, String body, Map<String, String> headers, End end) {

    /** What the server does with the connection after the body. */
    public enum End {
        /** The body is complete. */
        COMPLETE,
        /** The connection closes before the announced length. */
        CUT,
        /** No more bytes follow, and the connection stays open; without a body, the head is not sent either. */
        HANG
    }

    public static WireReply json(int status, String body) {
        return new WireReply(status, "application/json", body, Map.of(), End.COMPLETE);
    }

    public static WireReply json(String body) {
        return json(200, body);
    }

    /** A stream of server-sent events without types. */
    public static WireReply sse(String... data) {
        return sseText("data: " + String.join("\n\ndata: ", data) + "\n\n");
    }

    /** A stream of server-sent events, complete as text. */
    public static WireReply sseText(String body) {
        return new WireReply(200, "text/event-stream", body, Map.of(), End.COMPLETE);
    }

    public static WireReply lines(String... lines) {
        return new WireReply(200, "application/x-ndjson", String.join("\n", lines) + "\n", Map.of(), End.COMPLETE);
    }

    static WireReply hang() {
        return new WireReply(200, "", "", Map.of(), End.HANG);
    }

    WireReply withEnd(End newEnd) {
        return new WireReply(status, contentType, body, headers, newEnd);
    }

    WireReply withHeader(String name, String value) {
        return new WireReply(status, contentType, body, Map.of(name, value), end);
    }

    WireReply withBody(String newBody) {
        return new WireReply(status, contentType, newBody, headers, end);
    }
}
