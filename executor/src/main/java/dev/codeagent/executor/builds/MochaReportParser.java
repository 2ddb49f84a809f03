package dev.codeagent.executor.builds;

import dev.codeagent.executor.tool.ToolExecutionException;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Parses the JSON report of Mocha. */
final class MochaReportParser {
    private MochaReportParser() {}

    static List<TestCase> parse(String text, Path root) {
        var cases = new ArrayList<TestCase>();
        if (text.isBlank()) {
            return cases;
        }
        try (var reader = Json.createReader(new StringReader(text))) {
            JsonObject report = reader.readObject();
            tests(report, "passes").forEach(t -> cases.add(TestCase.passed(name(t), millis(t))));
            tests(report, "failures").forEach(t -> cases.add(failed(t, root)));
            tests(report, "pending").forEach(t -> cases.add(TestCase.skipped(name(t), millis(t))));
            return cases;
        } catch (JsonException | ClassCastException e) {
            throw new ToolExecutionException("the test report cannot be read: " + e.getMessage());
        }
    }

    private static List<JsonObject> tests(JsonObject report, String kind) {
        return report.get(kind) instanceof JsonArray a ? a.getValuesAs(JsonObject.class) : List.of();
    }

    private static String name(JsonObject test) {
        return test.getString("fullTitle", test.getString("title", ""));
    }

    private static long millis(JsonObject test) {
        return test.get("duration") instanceof JsonNumber n ? Math.round(n.doubleValue()) : 0;
    }

    private static TestCase failed(JsonObject test, Path root) {
        JsonObject error = test.get("err") instanceof JsonObject o ? o : JsonObject.EMPTY_JSON_OBJECT;
        return TestCase.failed(
                name(test),
                error.getString("message", "failed").strip(),
                NodeStackTraces.firstLocation(error.getString("stack", ""), root),
                millis(test));
    }
}
