package dev.codeagent.client.stream;

/** Messages as a server would send them. */
final class GatewayMessages {
    private static final String ENVELOPE = "{\"id\":\"%s\",\"type\":\"%s\",\"timestamp\":\"2026-01-02T03:04:05.678Z\","
            + "\"payload\":{%s},\"metadata\":{\"version\":\"1.0\"%s}}";

    private GatewayMessages() {}

    static String accepted(String run) {
        return ENVELOPE.formatted(
                "c1",
                "status",
                "\"status\":\"accepted\",\"run\":\"" + run
                        + "\",\"projectId\":\"p\",\"sessionId\":\"s\",\"state\":\"queued\"",
                "");
    }

    static String resumed(String id) {
        return ENVELOPE.formatted(id, "status", "\"status\":\"resumed\",\"runs\":[]", "");
    }

    static String event(String run, long seq, String type, String fields) {
        return ENVELOPE.formatted(
                "c1",
                "status",
                "\"type\":\"" + type + "\",\"run\":\"" + run + "\"" + (fields.isEmpty() ? "" : "," + fields),
                ",\"seq\":" + seq);
    }

    static String finished(String run, long seq, String state) {
        return event(
                run, seq, "run.finished", "\"state\":\"" + state + "\",\"errorCode\":\"\",\"error\":\"\",\"millis\":5");
    }

    static String delta(String run, String block, int offset, String text) {
        return ENVELOPE.formatted(
                "c1",
                "stream",
                "\"type\":\"delta\",\"run\":\"" + run + "\",\"step\":\"s1\",\"block\":\"" + block
                        + "\",\"kind\":\"text\",\"offset\":" + offset + ",\"text\":\"" + text + "\"",
                "");
    }

    static String error(String id, String code, String kind, String message) {
        return ENVELOPE.formatted(
                id, "error", "\"code\":\"" + code + "\",\"kind\":\"" + kind + "\",\"message\":\"" + message + "\"", "");
    }
}
