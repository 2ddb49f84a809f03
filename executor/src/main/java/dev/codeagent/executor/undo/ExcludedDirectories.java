package dev.codeagent.executor.undo;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Directories that the record excludes: {@code .git} at the top, and build output, which costs more to store than to
 * build again. A directory is build output by its name and the build file next to it, unless the project tracks files
 * in it. This is decided when the directory is first seen and stays valid for the run, so that a path never enters or
 * leaves the record by itself.
 */
final class ExcludedDirectories {
    private static final Map<String, List<String>> BUILD_FILES = Map.of(
            "target", List.of("pom.xml"),
            "node_modules", List.of("package.json"),
            "build", List.of("build.gradle", "build.gradle.kts"),
            ".gradle", List.of("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"));

    private final Map<String, Boolean> decisions = new HashMap<>();
    private final Predicate<String> isTracked;
    private final BiConsumer<String, Boolean> decisionListener;

    /**
     * @param decisions earlier decisions, by path
     * @param isTracked whether the project's base has files below a path
     * @param decisionListener stores a decision
     */
    ExcludedDirectories(
            Map<String, Boolean> decisions, Predicate<String> isTracked, BiConsumer<String, Boolean> decisionListener) {
        this.decisions.putAll(decisions);
        this.isTracked = isTracked;
        this.decisionListener = decisionListener;
    }

    boolean isExcluded(Path directory, String path) {
        if (path.equals(".git")) {
            return true;
        }
        List<String> buildFiles = BUILD_FILES.get(path.substring(path.lastIndexOf('/') + 1));
        if (buildFiles == null) {
            return false;
        }
        Boolean decision = decisions.get(path);
        if (decision == null) {
            decision = buildFiles.stream()
                            .anyMatch(f -> Files.isRegularFile(directory.resolveSibling(f), LinkOption.NOFOLLOW_LINKS))
                    && !isTracked.test(PathCodec.display(path));
            decisions.put(path, decision);
            decisionListener.accept(path, decision);
        }
        return decision;
    }

    /** Whether the directory is excluded so far. */
    boolean wasExcluded(String path) {
        return decisions.getOrDefault(path, false);
    }
}
