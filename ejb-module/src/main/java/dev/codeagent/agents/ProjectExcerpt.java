package dev.codeagent.agents;

import dev.codeagent.api.run.RunEvent.ToolCalled;
import dev.codeagent.api.run.RunEvent.ToolFinished;
import dev.codeagent.projects.TestFilePatterns;
import jakarta.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files that a request is about, as text of the prompt: a small model does not look for them. The calls that read them
 * are subject to the policy, like those of a model; what it denies is left out.
 */
final class ProjectExcerpt {
    private static final int MAX_FILES = 6;
    private static final int MAX_CHARS = 9_000;
    private static final int MAX_FILE_CHARS = 5_000;
    private static final Set<String> CODE = Set.of(
            "java", "py", "js", "ts", "go", "rs", "kt", "c", "h", "cc", "cpp", "hpp", "cs", "rb", "php", "sh", "html",
            "css");
    private static final Pattern TEST_AFFIX = Pattern.compile("^test_|_test$|Tests?$|IT$|\\.test$|\\.spec$");
    private static final Pattern LINE_NUMBER = Pattern.compile("(?m)^ {0,5}\\d+\\t");

    private final AgentTask task;
    private final ToolCallExecutor tools;
    private final Map<String, String> codeFiles = new LinkedHashMap<>();
    private int calls;

    ProjectExcerpt(AgentTask task, ToolCallExecutor tools) {
        this.task = task;
        this.tools = tools;
    }

    /** The files; empty if none can be read. */
    String read() {
        String prompt = task.prompt().toLowerCase(Locale.ROOT);
        List<String> paths = call("list_files", "path", ".")
                .lines()
                .filter(p -> CODE.contains(extension(p)) && !p.startsWith("target/") && !p.contains("/target/"))
                .sorted(Comparator.comparingInt((String p) -> -relevance(p, prompt)))
                .limit(MAX_FILES)
                .toList();
        var files = new ArrayList<String>();
        int chars = 0;
        // Models use best what stands last, so the tests are first and the most relevant code is last.
        for (String path : paths) {
            String content = call("read_file", "path", path);
            if (!content.isEmpty() && content.length() <= MAX_FILE_CHARS && chars + content.length() <= MAX_CHARS) {
                chars += content.length();
                if (!TestFilePatterns.isTestFile(path)) {
                    codeFiles.put(path, content);
                }
                files.add("\n## " + (TestFilePatterns.isTestFile(path) ? "Test " : "File ") + path + "\n```\n"
                        + content.stripTrailing() + "\n```\n");
            }
        }
        Stream<String> tests = files.stream().filter(f -> f.startsWith("\n## Test"));
        Stream<String> code = files.reversed().stream().filter(f -> f.startsWith("\n## File"));
        return String.join("", Stream.concat(tests, code).toList());
    }

    /** The files of {@link #read} that are no tests, by path. */
    Map<String, String> codeFiles() {
        return Collections.unmodifiableMap(codeFiles);
    }

    /** The text of a file without the numbers of its lines. */
    static String withoutLineNumbers(String text) {
        return LINE_NUMBER.matcher(text).replaceAll("");
    }

    private static int relevance(String path, String prompt) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        String stem = TEST_AFFIX
                .matcher(name.substring(0, name.lastIndexOf('.')))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
        int relevance = TestFilePatterns.isTestFile(path) ? 0 : 1;
        if (prompt.contains(name.toLowerCase(Locale.ROOT))) {
            relevance += 4;
        }
        return stem.length() > 2 && prompt.contains(stem) ? relevance + 2 : relevance;
    }

    private static String extension(String path) {
        return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private String call(String tool, String argument, String value) {
        if (task.tools().stream().noneMatch(t -> t.name().equals(tool))) {
            return "";
        }
        String arguments =
                Json.createObjectBuilder().add(argument, value).build().toString();
        var call = new ToolCalled(task.step(), task.step() + "-x" + ++calls, tool, arguments, false);
        ToolFinished result = tools.execute(call, task.tools());
        return result.outcome() == ToolFinished.Outcome.OK ? withoutLineNumbers(result.result()) : "";
    }
}
