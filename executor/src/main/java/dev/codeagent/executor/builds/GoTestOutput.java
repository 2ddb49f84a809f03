package dev.codeagent.executor.builds;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses the output of {@code go test -json}: one event per line, with compiler output in between.
 *
 * @param output output of packages outside of their tests, and of the compiler
 */
record GoTestOutput(List<TestCase> cases, String output) {
    private static final int MAX_OUTPUT_CHARS = 8_000;
    private static final Pattern LOCATION = Pattern.compile("^\\s*(\\S+\\.go):(\\d+): ?(.*)$", Pattern.MULTILINE);
    private static final Pattern TEST_FRAME = Pattern.compile("(\\S+_test\\.go):(\\d+)");
    private static final Pattern BUILD_FAILURE = Pattern.compile("(?m)^FAIL\\s+(\\S+) \\[(?:build|setup) failed]");
    private static final Pattern COMPILER_ERROR = Pattern.compile("(?m)^(\\S+\\.go):(\\d+):\\d+: (.*)$");
    private static final Pattern FRAME = Pattern.compile("^\\s*---? |^=== ", Pattern.MULTILINE);

    static GoTestOutput parse(String stdout, Path root) {
        var testOutput = new LinkedHashMap<String, StringBuilder>();
        var endEvents = new LinkedHashMap<String, JsonObject>();
        var packageOutput = new StringBuilder();
        stdout.lines().forEach(line -> {
            Optional<JsonObject> event = parseEvent(line);
            if (event.isEmpty()) {
                packageOutput.append(line).append('\n');
            } else if (event.get().containsKey("Test")) {
                addTestEvent(event.get(), testOutput, endEvents);
            } else {
                packageOutput.append(event.get().getString("Output", ""));
            }
        });
        List<TestCase> cases = cases(testOutput, endEvents, root);
        if (!cases.isEmpty()) {
            cases.addAll(buildFailures(packageOutput.toString()));
        }
        return new GoTestOutput(cases, tail(packageOutput.toString()));
    }

    private static void addTestEvent(
            JsonObject event, Map<String, StringBuilder> testOutput, Map<String, JsonObject> endEvents) {
        String name = event.getString("Package", "") + "." + event.getString("Test");
        testOutput.computeIfAbsent(name, n -> new StringBuilder()).append(event.getString("Output", ""));
        if (List.of("pass", "fail", "skip").contains(event.getString("Action", ""))) {
            endEvents.put(name, event);
        }
    }

    private static Optional<JsonObject> parseEvent(String line) {
        if (!line.startsWith("{")) {
            return Optional.empty();
        }
        try (var reader = Json.createReader(new StringReader(line))) {
            return Optional.of(reader.readObject());
        } catch (JsonException e) {
            return Optional.empty();
        }
    }

    /** A test without an end event failed: its package crashed. A test with subtests is represented by them. */
    private static List<TestCase> cases(
            Map<String, StringBuilder> testOutput, Map<String, JsonObject> endEvents, Path root) {
        var cases = new ArrayList<TestCase>();
        testOutput.forEach((name, text) -> {
            JsonObject endEvent = endEvents.getOrDefault(name, JsonObject.EMPTY_JSON_OBJECT);
            long millis = endEvent.get("Elapsed") instanceof JsonNumber n ? Math.round(n.doubleValue() * 1000) : 0;
            String action = endEvent.getString("Action", "fail");
            boolean hasSubtestWithSameOutcome = testOutput.keySet().stream()
                    .filter(other -> other.startsWith(name + "/"))
                    .anyMatch(other -> !action.equals("fail")
                            || endEvents.containsKey(other)
                                    && endEvents.get(other).getString("Action").equals("fail"));
            if (!hasSubtestWithSameOutcome) {
                cases.add(
                        switch (action) {
                            case "pass" -> TestCase.passed(name, millis);
                            case "skip" -> TestCase.skipped(name, millis);
                            default -> failed(name, text.toString(), millis, root);
                        });
            }
        });
        return cases;
    }

    private static TestCase failed(String name, String testOutput, long millis, Path root) {
        Matcher locationMatcher = LOCATION.matcher(testOutput);
        Matcher frame = TEST_FRAME.matcher(testOutput);
        String location = locationMatcher.find()
                ? locationMatcher.group(1) + ":" + locationMatcher.group(2)
                : frame.find() ? frame.group(1).replace(root + "/", "") + ":" + frame.group(2) : "";
        String message = testOutput
                .lines()
                .takeWhile(l -> !l.startsWith("goroutine "))
                .filter(l -> !FRAME.matcher(l).find())
                .map(l -> l.strip().replaceFirst("^\\S+\\.go:\\d+: ?", ""))
                .filter(l -> !l.isEmpty())
                .limit(20)
                .reduce((a, b) -> a + "\n" + b)
                .orElse("failed");
        return TestCase.failed(name, message, location, millis);
    }

    /** Packages that failed to build while others succeeded. */
    private static List<TestCase> buildFailures(String packageOutput) {
        var cases = new ArrayList<TestCase>();
        Matcher matcher = BUILD_FAILURE.matcher(packageOutput);
        while (matcher.find()) {
            Matcher locationMatcher = COMPILER_ERROR.matcher(packageOutput);
            boolean found = locationMatcher.find();
            cases.add(TestCase.failed(
                    matcher.group(1) + " (build)",
                    found ? locationMatcher.group(3) : "the package cannot be built",
                    found ? locationMatcher.group(1) + ":" + locationMatcher.group(2) : "",
                    0));
        }
        return cases;
    }

    private static String tail(String text) {
        return text.length() > MAX_OUTPUT_CHARS ? text.substring(text.length() - MAX_OUTPUT_CHARS) : text;
    }
}
