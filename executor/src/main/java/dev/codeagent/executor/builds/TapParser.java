package dev.codeagent.executor.builds;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the Test Anything Protocol as Node's runner prints it, with indented subtests and details in YAML. */
final class TapParser {
    private static final Pattern TEST_POINT = Pattern.compile(
            "^( *)(not )?ok\\b(?: +\\d+)?(?: +-)? *(.*?)(?: +# *(SKIP|TODO)\\b.*)?$", Pattern.CASE_INSENSITIVE);
    private static final Pattern KEY = Pattern.compile("^( *)([A-Za-z_]+): ?(.*)$");

    private final Path root;
    /** Cases by indentation: deeper cases are subtests of the next test point. */
    private final TreeMap<Integer, List<TestCase>> casesByIndent = new TreeMap<>();

    private TapParser(Path root) {
        this.root = root;
    }

    static List<TestCase> parse(String text, Path root) {
        var parser = new TapParser(root);
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            Matcher point = TEST_POINT.matcher(lines.get(i));
            if (point.matches()) {
                parser.add(point, parseDetails(lines, i + 1, point.group(1).length()));
            }
        }
        return parser.casesByIndent.values().stream().flatMap(List::stream).toList();
    }

    private void add(Matcher point, Map<String, String> details) {
        int indent = point.group(1).length();
        String name =
                NodeStackTraces.relativize(point.group(3).replace("\\#", "#").strip(), root);
        var inner = new ArrayList<TestCase>();
        var deeper = casesByIndent.tailMap(indent, false);
        deeper.values().forEach(inner::addAll);
        deeper.clear();
        List<TestCase> level = casesByIndent.computeIfAbsent(indent, k -> new ArrayList<>());
        boolean failed = point.group(2) != null && point.group(4) == null;
        if (inner.isEmpty()) {
            if (!"suite".equals(details.get("type")) || failed) {
                level.add(createCase(name, failed, point.group(4) != null, details));
            }
            return;
        }
        String prefix = name + " > ";
        inner.forEach(c -> level.add(c.withName(prefix + c.name())));
        if (failed && inner.stream().noneMatch(c -> c.status() == TestCase.Status.FAILED)) {
            level.add(createCase(name, true, false, details));
        }
    }

    private TestCase createCase(String name, boolean failed, boolean skipped, Map<String, String> details) {
        long millis = millis(details.getOrDefault("duration_ms", ""));
        if (!failed) {
            return skipped ? TestCase.skipped(name, millis) : TestCase.passed(name, millis);
        }
        String stack = NodeStackTraces.firstLocation(details.getOrDefault("stack", ""), root);
        String location =
                stack.isEmpty() ? NodeStackTraces.firstLocation(details.getOrDefault("location", ""), root) : stack;
        String message = details.getOrDefault("error", details.getOrDefault("message", "failed"));
        return TestCase.failed(name, message, location, millis);
    }

    private static long millis(String text) {
        try {
            return Math.round(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** The YAML block after a test point: keys of its first level, with multi-line values. */
    private static Map<String, String> parseDetails(List<String> lines, int from, int indent) {
        var details = new HashMap<String, String>();
        if (from >= lines.size() || !lines.get(from).equals(" ".repeat(indent + 2) + "---")) {
            return details;
        }
        String key = "";
        for (int i = from + 1; i < lines.size() && !lines.get(i).strip().equals("..."); i++) {
            Matcher matcher = KEY.matcher(lines.get(i));
            if (matcher.matches() && matcher.group(1).length() == indent + 2) {
                key = matcher.group(2);
                String value = matcher.group(3).strip();
                details.put(key, value.matches("[|>][+-]?") ? "" : unquote(value));
            } else if (!key.isEmpty()) {
                String line = lines.get(i).strip();
                details.merge(key, line, (a, b) -> a.isEmpty() ? b : a + "\n" + b);
            }
        }
        details.replaceAll((k, v) -> v.strip());
        return details;
    }

    private static String unquote(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("'") && value.endsWith("'");
        return quoted
                ? value.substring(1, value.length() - 1).replace("\\'", "'").replace("''", "'")
                : value;
    }
}
