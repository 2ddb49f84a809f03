package dev.codeagent.executor.builds;

import dev.codeagent.executor.files.FileTree;
import dev.codeagent.executor.tool.ToolExecutionException;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The packages of a JavaScript project: the root, and those of its workspace. */
record NodeWorkspace(BuildEnvironment build) {
    private static final int MAX_DEPTH = 6;
    private static final int MAX_FILES = 100_000;
    private static final int MAX_LINE_LENGTH = 300;
    /** More are no pattern of a person, and take long to match. */
    private static final int MAX_STARS = 8;

    private static final Pattern LIST_ITEM =
            Pattern.compile("[ \\t]*-[ \\t]*(?:'([^']+)'|\"([^\"]+)\"|([^'\"#\\s]+))[ \\t]*(?:#.*)?");

    /** A package with a script {@code test}. */
    record TestedPackage(Path directory, String script) {}

    /** @throws ToolExecutionException if {@code package.json} in the root is not a JSON object */
    JsonObject manifest() {
        return parse(build.readText("package.json"));
    }

    private static JsonObject parse(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw new ToolExecutionException("package.json is not a JSON object: " + e.getMessage());
        }
    }

    /** The root if it has tests, because its script decides what is tested; otherwise the packages of the workspace that have. */
    List<TestedPackage> testedPackages() {
        String script = testScript(manifest());
        if (!script.isEmpty()) {
            return List.of(new TestedPackage(build.root(), script));
        }
        List<String> globs = globs();
        if (globs.isEmpty()) {
            return List.of();
        }
        var packages = new ArrayList<TestedPackage>();
        for (Path file : manifestFiles()) {
            Path directory = Objects.requireNonNull(file.getParent());
            if (matches(globs, build.root().relativize(directory))) {
                String test = testScriptOf(file);
                if (!test.isEmpty()) {
                    packages.add(new TestedPackage(directory, test));
                }
            }
        }
        packages.sort((a, b) -> a.directory().compareTo(b.directory()));
        return packages;
    }

    /** All manifests in the workspace. */
    List<Path> manifestFiles() {
        return FileTree.listFiles(build.root(), MAX_DEPTH, MAX_FILES).stream()
                .filter(file -> file.getFileName().toString().equals("package.json"))
                .toList();
    }

    private String testScriptOf(Path manifest) {
        try {
            return testScript(parse(build.workspace().readText(manifest)));
        } catch (ToolExecutionException e) {
            return ""; // A fixture of a test may be broken.
        }
    }

    /** npm creates a default script that only reports that there are no tests. */
    private static String testScript(JsonObject manifest) {
        String script =
                manifest.get("scripts") instanceof JsonObject scripts && scripts.get("test") instanceof JsonString text
                        ? text.getString()
                        : "";
        return script.isBlank() || script.contains("no test specified") ? "" : script;
    }

    private List<String> globs() {
        JsonValue workspaces = manifest().getOrDefault("workspaces", JsonValue.NULL);
        JsonValue list =
                workspaces instanceof JsonObject object ? object.getOrDefault("packages", JsonValue.NULL) : workspaces;
        var globs = new ArrayList<String>();
        if (list instanceof JsonArray array) {
            array.stream()
                    .filter(JsonString.class::isInstance)
                    .forEach(glob -> globs.add(((JsonString) glob).getString()));
        }
        globs.addAll(pnpmGlobs());
        return globs;
    }

    /** The list {@code packages} of {@code pnpm-workspace.yaml}. */
    private List<String> pnpmGlobs() {
        var globs = new ArrayList<String>();
        boolean inList = false;
        for (String line : build.readText("pnpm-workspace.yaml").lines().toList()) {
            if (line.startsWith("packages:")) {
                inList = true;
            } else if (!line.isBlank() && Character.isLetter(line.charAt(0))) {
                inList = false;
            } else if (inList && line.length() <= MAX_LINE_LENGTH) {
                Matcher item = LIST_ITEM.matcher(line);
                if (item.matches()) {
                    IntStream.rangeClosed(1, 3)
                            .mapToObj(item::group)
                            .filter(Objects::nonNull)
                            .forEach(globs::add);
                }
            }
        }
        return globs;
    }

    private static boolean matches(List<String> globs, Path directory) {
        boolean included = false;
        for (String glob : globs) {
            boolean negated = glob.startsWith("!");
            String pattern = (negated ? glob.substring(1) : glob)
                    .replaceFirst("^\\./", "")
                    .replaceFirst("/+$", "");
            if (matches(pattern, directory)) {
                included = !negated;
            }
        }
        return included;
    }

    private static boolean matches(String pattern, Path directory) {
        if (pattern.chars().filter(c -> c == '*').count() > MAX_STARS) {
            return false;
        }
        try {
            var files = FileSystems.getDefault();
            // "**/x" also matches "x" in npm, and "x/**" also "x".
            return files.getPathMatcher("glob:" + pattern).matches(directory)
                    || pattern.startsWith("**/") && matches(pattern.substring(3), directory)
                    || pattern.endsWith("/**") && matches(pattern.substring(0, pattern.length() - 3), directory);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
