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
 * Reads {@code go test -json}: one event a line, lines of the compiler between.
 *
 * @param output what packages printed outside of their tests, and the compiler's words
 */
record GoTestEvents(List<TestCase> cases, String output) {
    private static final int OUTPUT_CHARS = 8_000;
    private static final Pattern PLACE = Pattern.compile("^\\s*(\\S+\\.go):(\\d+): ?(.*)$", Pattern.MULTILINE);
    private static final Pattern TEST_FRAME = Pattern.compile("(\\S+_test\\.go):(\\d+)");
    private static final Pattern BROKEN = Pattern.compile("(?m)^FAIL\\s+(\\S+) \\[(?:build|setup) failed]");
    private static final Pattern COMPILER = Pattern.compile("(?m)^(\\S+\\.go):(\\d+):\\d+: (.*)$");
    private static final Pattern FRAME = Pattern.compile("^\\s*---? |^=== ", Pattern.MULTILINE);

    static GoTestEvents read(String stdout, Path root) {
        var printed = new LinkedHashMap<String, StringBuilder>();
        var ends = new LinkedHashMap<String, JsonObject>();
        var outside = new StringBuilder();
        stdout.lines().forEach(line -> {
            Optional<JsonObject> event = event(line);
            if (event.isEmpty()) {
                outside.append(line).append('\n');
            } else if (event.get().containsKey("Test")) {
                test(event.get(), printed, ends);
            } else {
                outside.append(event.get().getString("Output", ""));
            }
        });
        List<TestCase> cases = cases(printed, ends, root);
        if (!cases.isEmpty()) {
            cases.addAll(broken(outside.toString()));
        }
        return new GoTestEvents(cases, last(outside.toString()));
    }

    private static void test(JsonObject event, Map<String, StringBuilder> printed, Map<String, JsonObject> ends) {
        String name = event.getString("Package", "") + "." + event.getString("Test");
        printed.computeIfAbsent(name, n -> new StringBuilder()).append(event.getString("Output", ""));
        if (List.of("pass", "fail", "skip").contains(event.getString("Action", ""))) {
            ends.put(name, event);
        }
    }

    private static Optional<JsonObject> event(String line) {
        if (!line.startsWith("{")) {
            return Optional.empty();
        }
        try (var reader = Json.createReader(new StringReader(line))) {
            return Optional.of(reader.readObject());
        } catch (JsonException e) {
            return Optional.empty();
        }
    }

    /** A test that never ended was running when its package's program died. One that has parts is what its parts are. */
    private static List<TestCase> cases(Map<String, StringBuilder> printed, Map<String, JsonObject> ends, Path root) {
        var cases = new ArrayList<TestCase>();
        printed.forEach((name, text) -> {
            JsonObject end = ends.getOrDefault(name, JsonObject.EMPTY_JSON_OBJECT);
            long millis = end.get("Elapsed") instanceof JsonNumber n ? Math.round(n.doubleValue() * 1000) : 0;
            String action = end.getString("Action", "fail");
            boolean explained = printed.keySet().stream()
                    .filter(other -> other.startsWith(name + "/"))
                    .anyMatch(other -> !action.equals("fail")
                            || ends.containsKey(other)
                                    && ends.get(other).getString("Action").equals("fail"));
            if (!explained) {
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

    private static TestCase failed(String name, String printed, long millis, Path root) {
        Matcher place = PLACE.matcher(printed);
        Matcher frame = TEST_FRAME.matcher(printed);
        String at = place.find()
                ? place.group(1) + ":" + place.group(2)
                : frame.find() ? frame.group(1).replace(root + "/", "") + ":" + frame.group(2) : "";
        String message = printed.lines()
                .takeWhile(l -> !l.startsWith("goroutine "))
                .filter(l -> !FRAME.matcher(l).find())
                .map(l -> l.strip().replaceFirst("^\\S+\\.go:\\d+: ?", ""))
                .filter(l -> !l.isEmpty())
                .limit(20)
                .reduce((a, b) -> a + "\n" + b)
                .orElse("failed");
        return TestCase.failed(name, message, at, millis);
    }

    /** Packages that could not be built beside others that could. */
    private static List<TestCase> broken(String outside) {
        var cases = new ArrayList<TestCase>();
        Matcher matcher = BROKEN.matcher(outside);
        while (matcher.find()) {
            Matcher place = COMPILER.matcher(outside);
            boolean found = place.find();
            cases.add(TestCase.failed(
                    matcher.group(1) + " (build)",
                    found ? place.group(3) : "the package cannot be built",
                    found ? place.group(1) + ":" + place.group(2) : "",
                    0));
        }
        return cases;
    }

    private static String last(String text) {
        return text.length() > OUTPUT_CHARS ? text.substring(text.length() - OUTPUT_CHARS) : text;
    }
}
