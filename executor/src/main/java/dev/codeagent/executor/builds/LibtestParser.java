package dev.codeagent.executor.builds;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses the output of Rust's libtest for several test binaries in sequence. A test is named by its module path; if
 * another binary has a test of the same name, the source of the binary precedes it.
 */
final class LibtestParser {
    private static final Pattern RUNNING =
            Pattern.compile("^\\s*(?:Running (?:unittests )?(\\S+) \\(|Doc-tests (\\S+))");
    private static final Pattern TEST =
            Pattern.compile("^test (.+?)(?: - should panic)? \\.\\.\\. (ok|FAILED|ignored)(?:[ ,<].*)?$");
    private static final Pattern SECTION = Pattern.compile("^---- (.+?) stdout ----$");
    /** Newer compilers print the message on the next line, older ones in quotes before the location. */
    private static final Pattern PANIC =
            Pattern.compile("^thread '.*'(?: \\(\\d+\\))? panicked at (?:'(.*)', )?(\\S+?):(\\d+):\\d+:?$");

    private final Map<String, TestCase> cases = new LinkedHashMap<>();
    private final Map<String, String> keysInBinary = new HashMap<>();
    private String binary = "";

    private LibtestParser() {}

    static List<TestCase> parse(String output) {
        var reader = new LibtestParser();
        reader.parseLines(output.lines().toList());
        return new ArrayList<>(reader.cases.values());
    }

    private void parseLines(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher running = RUNNING.matcher(line);
            Matcher test = TEST.matcher(line);
            Matcher section = SECTION.matcher(line);
            if (running.find()) {
                binary = running.group(1) == null ? "doc " + running.group(2) : running.group(1);
                keysInBinary.clear();
            } else if (test.matches()) {
                add(test.group(1), test.group(2));
            } else if (section.matches()) {
                addFailureMessage(section.group(1), lines, i + 1);
            }
        }
    }

    private void add(String name, String status) {
        String key = cases.containsKey(name) ? binary + " " + name : name;
        keysInBinary.put(name, key);
        cases.put(
                key,
                switch (status) {
                    case "ok" -> TestCase.passed(key, 0);
                    case "ignored" -> TestCase.skipped(key, 0);
                    default -> TestCase.failed(key, "failed", "", 0);
                });
    }

    /** Adds message and location of the panic to a failed test. */
    private void addFailureMessage(String name, List<String> lines, int from) {
        String key = keysInBinary.getOrDefault(name, name);
        for (int i = from; i < lines.size() && !SECTION.matcher(lines.get(i)).matches(); i++) {
            if (lines.get(i).equals("failures:")) {
                return;
            }
            Matcher panic = PANIC.matcher(lines.get(i));
            if (panic.matches()) {
                String message = panic.group(1) == null ? message(lines, i + 1) : panic.group(1);
                cases.put(key, TestCase.failed(key, message, panic.group(2) + ":" + panic.group(3), 0));
                return;
            }
        }
    }

    private static String message(List<String> lines, int from) {
        var message = new ArrayList<String>();
        for (int i = from; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.startsWith("note: ") || line.startsWith("stack backtrace:")) {
                break;
            }
            message.add(line.strip());
        }
        return String.join("\n", message);
    }
}
