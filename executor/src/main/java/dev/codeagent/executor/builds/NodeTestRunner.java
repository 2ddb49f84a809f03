package dev.codeagent.executor.builds;

import dev.codeagent.executor.files.RegularFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The test runner in the {@code test} script of an npm project, and the options that make it write a report. */
enum NodeTestRunner {
    JEST("\\bjest\\b|react-scripts test"),
    VITEST("\\bvitest\\b"),
    MOCHA("\\bmocha\\b"),
    NODE("\\bnode\\b.*\\s--test\\b"),
    /** Prints TAP, or a format that is not supported. */
    OTHER("");

    private static final Pattern FILE_FILTER = Pattern.compile(".*(/|\\.[cm]?[jt]sx?$).*");

    private final Pattern command;

    NodeTestRunner(String command) {
        this.command = Pattern.compile(command);
    }

    /** Arguments reach only the last command of the script, so that command must be the runner, except for Node. */
    static NodeTestRunner detect(String script) {
        String[] commands = script.split("&&|\\|\\||;|\\|");
        String last = commands[commands.length - 1];
        for (NodeTestRunner runner : List.of(VITEST, JEST, MOCHA)) {
            if (runner.command.matcher(last).find()) {
                return runner;
            }
        }
        return NODE.command.matcher(script).find() ? NODE : OTHER;
    }

    /** The command that runs the script and writes a report. */
    List<String> command(NodePackageTool manager, boolean hasLockFile, String script, Path report, String filter) {
        if (this == NODE && !filter.isEmpty()) {
            // Node accepts the pattern only directly after its own option, not at the end of the script.
            String named = "--test --test-name-pattern=" + quoteForShell(filter);
            String changed = script.replaceFirst("--test\\b(?!-)", Matcher.quoteReplacement(named));
            return manager.kind() == NodePackageTool.Kind.NPM
                    ? List.of("npm", "exec", "--no-update-notifier", "-c", changed)
                    : List.of("/bin/sh", "-c", "PATH=\"$PWD/node_modules/.bin:$PATH\"; " + changed);
        }
        return manager.runScript("test", arguments(report, filter), hasLockFile);
    }

    private static String quoteForShell(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private List<String> arguments(Path report, String filter) {
        var arguments = new ArrayList<String>(
                switch (this) {
                    case JEST -> List.of("--json", "--outputFile=" + report);
                    case VITEST ->
                        List.of("--run", "--reporter=default", "--reporter=json", "--outputFile.json=" + report);
                    case MOCHA -> List.of("--reporter", "json", "--reporter-option", "output=" + report);
                    case NODE, OTHER -> List.of();
                });
        boolean file = FILE_FILTER.matcher(filter).matches();
        if (!filter.isEmpty()) {
            arguments.addAll(
                    switch (this) {
                        case JEST, VITEST -> file ? List.of(filter) : List.of("-t", filter);
                        case MOCHA -> file ? List.of("--spec", filter) : List.of("--grep", filter);
                        case NODE -> List.<String>of();
                        case OTHER -> List.of(filter);
                    });
        }
        return arguments;
    }

    /** Node reads the options of its test runner from the environment, wherever it is in the script. */
    Map<String, String> environment(Path report) {
        if (this != NODE) {
            return Map.of();
        }
        return Map.of(
                "NODE_OPTIONS",
                "--test-reporter=tap --test-reporter-destination=" + quote(report.toString())
                        + " --test-reporter=spec --test-reporter-destination=stdout");
    }

    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    List<TestCase> readReport(Path report, String stdout, Path root) {
        try {
            String text = Files.isRegularFile(report) ? RegularFiles.readString(report) : "";
            return switch (this) {
                case JEST, VITEST -> JestReportParser.parse(text, root);
                case MOCHA -> MochaReportParser.parse(text, root);
                case NODE -> TapParser.parse(text.isEmpty() ? stdout : text, root);
                case OTHER -> TapParser.parse(stdout, root);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
