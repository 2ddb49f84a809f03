package dev.codeagent.bench.localmodel;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** What a run made of a task, read from its events. */
record RepairResult(RepairTask task, List<JsonObject> events, long millis) {

    /** A test that failed passes, no test fails, and no test was changed. */
    boolean isSolved() {
        return last("run.judged")
                .map(e -> e.getJsonObject("verdict"))
                .filter(v -> v.getBoolean("green")
                        && !v.getJsonArray("fixed").isEmpty()
                        && v.getJsonArray("changedTests").isEmpty())
                .isPresent();
    }

    /** Whether the run ended as completed with neither a change nor the statement that nothing changed. */
    boolean isSilent() {
        return state().equals("completed")
                && last("diff.ready").isEmpty()
                && !last("run.finished")
                        .map(e -> e.getBoolean("nothingChanged", false))
                        .orElse(false);
    }

    String state() {
        return last("run.finished").map(e -> e.getString("state")).orElse("running");
    }

    String outcome() {
        if (isSolved()) {
            return "solved";
        }
        if (last("run.finished").map(e -> e.getBoolean("nothingChanged", false)).orElse(false)) {
            return "nothing changed";
        }
        String code =
                last("run.finished").map(e -> e.getString("errorCode", "")).orElse("");
        return code.isEmpty() ? state() + ", not solved" : state() + " " + code;
    }

    long turns() {
        return events.stream().filter(e -> isOf(e, "turn.finished")).count();
    }

    long inputTokens() {
        return tokens("inputTokens");
    }

    long outputTokens() {
        return tokens("outputTokens");
    }

    private long tokens(String field) {
        return events.stream()
                .filter(e -> isOf(e, "turn.finished"))
                .mapToLong(e -> e.getJsonObject("usage").getJsonNumber(field).longValue())
                .sum();
    }

    private Optional<JsonObject> last(String type) {
        return events.stream().filter(e -> isOf(e, type)).reduce((a, b) -> b);
    }

    private static boolean isOf(JsonObject event, String type) {
        return event.getString("type").equals(type);
    }
}
