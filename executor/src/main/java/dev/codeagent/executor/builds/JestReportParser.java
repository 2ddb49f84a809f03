package dev.codeagent.executor.builds;

import dev.codeagent.executor.tool.ToolExecutionException;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Parses the JSON report of Jest and Vitest. */
final class JestReportParser {
    private JestReportParser() {}

    static List<TestCase> parse(String text, Path root) {
        var cases = new ArrayList<TestCase>();
        if (text.isBlank()) {
            return cases;
        }
        try (var reader = Json.createReader(new StringReader(text))) {
            for (JsonObject file :
                    reader.readObject().getJsonArray("testResults").getValuesAs(JsonObject.class)) {
                String name = NodeStackTraces.relativize(file.getString("name", ""), root);
                List<JsonObject> tests = file.getJsonArray("assertionResults").getValuesAs(JsonObject.class);
                tests.forEach(test -> cases.add(parse(test, name, root)));
                if (tests.isEmpty() && file.getString("status", "").equals("failed")) {
                    String message = file.getString("message", "").strip();
                    cases.add(TestCase.failed(name, message, NodeStackTraces.firstLocation(message, root), 0));
                }
            }
            return cases;
        } catch (JsonException | ClassCastException | NullPointerException e) {
            throw new ToolExecutionException("the test report cannot be read: " + e.getMessage());
        }
    }

    private static TestCase parse(JsonObject test, String file, Path root) {
        String name = file + " "
                + test.getString("fullName", test.getString("title", "")).strip();
        long millis = test.get("duration") instanceof JsonNumber n ? Math.round(n.doubleValue()) : 0;
        return switch (test.getString("status")) {
            case "passed" -> TestCase.passed(name, millis);
            case "failed" -> {
                String message = test.getJsonArray("failureMessages").getValuesAs(JsonString.class).stream()
                        .map(JsonString::getString)
                        .collect(Collectors.joining("\n"));
                yield TestCase.failed(
                        name, stripStackTrace(message), NodeStackTraces.firstLocation(message, root), millis);
            }
            default -> TestCase.skipped(name, millis);
        };
    }

    static String stripStackTrace(String message) {
        return message.lines()
                .takeWhile(l -> !l.matches("\\s+at .*:\\d+.*"))
                .map(l -> l.replaceAll("\u001b\\[[0-9;]*m", ""))
                .collect(Collectors.joining("\n"))
                .strip();
    }
}
