package dev.codeagent.sandbox;

import dev.codeagent.api.run.TestReport;
import jakarta.json.JsonObject;

/** Reads the report of tests that an executor sends; a malformed one is an exception of the JSON parser. */
final class TestReportReader {
    private TestReportReader() {}

    static TestReport read(JsonObject json) {
        return new TestReport(
                count(json, "passed"),
                count(json, "failed"),
                count(json, "skipped"),
                json.getBoolean("buildFailed"),
                json.getJsonArray("tests").getValuesAs(JsonObject.class).stream()
                        .filter(t -> !t.getString("status").equals("skipped"))
                        .map(t -> t.getString("name"))
                        .toList(),
                json.getJsonArray("failures").getValuesAs(JsonObject.class).stream()
                        .map(f -> new TestReport.Failure(
                                f.getString("test"), f.getString("message"), f.getString("place")))
                        .toList(),
                json.getString("output", ""),
                json.getJsonNumber("durationMs").longValue());
    }

    private static int count(JsonObject json, String field) {
        int count = json.getInt(field);
        if (count < 0) {
            throw new IllegalArgumentException(field + " is negative");
        }
        return count;
    }
}
