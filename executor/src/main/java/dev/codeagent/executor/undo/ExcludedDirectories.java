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
 * Folders that are no part of the record: git's own at the top, and what builds make again, which would cost more to
 * remember than to make. A folder is one of those by its name and the file beside it, unless the project tracks files in it;
 * it is decided when it is seen first and holds for the run, so that a path never enters or leaves the record by itself.
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
     * @param decisions what was decided before, by path
     * @param isTracked whether the project's base has files below a path
     * @param decisionListener keeps a decision
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

    /** Whether the folder was left out so far. */
    boolean wasExcluded(String path) {
        return decisions.getOrDefault(path, false);
    }
}
