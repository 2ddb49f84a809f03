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
final class Outputs {
    private static final Map<String, List<String>> BESIDE = Map.of(
            "target", List.of("pom.xml"),
            "node_modules", List.of("package.json"),
            "build", List.of("build.gradle", "build.gradle.kts"),
            ".gradle", List.of("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"));

    private final Map<String, Boolean> decided = new HashMap<>();
    private final Predicate<String> tracked;
    private final BiConsumer<String, Boolean> note;

    /**
     * @param decided what was decided before, by path
     * @param tracked whether the project's base has files below a path
     * @param note keeps a decision
     */
    Outputs(Map<String, Boolean> decided, Predicate<String> tracked, BiConsumer<String, Boolean> note) {
        this.decided.putAll(decided);
        this.tracked = tracked;
        this.note = note;
    }

    boolean leftOut(Path folder, String path) {
        if (path.equals(".git")) {
            return true;
        }
        List<String> beside = BESIDE.get(path.substring(path.lastIndexOf('/') + 1));
        if (beside == null) {
            return false;
        }
        Boolean known = decided.get(path);
        if (known == null) {
            known = beside.stream()
                            .anyMatch(f -> Files.isRegularFile(folder.resolveSibling(f), LinkOption.NOFOLLOW_LINKS))
                    && !tracked.test(PathText.shown(path));
            decided.put(path, known);
            note.accept(path, known);
        }
        return known;
    }

    /** Whether the folder was left out so far. */
    boolean known(String path) {
        return decided.getOrDefault(path, false);
    }
}
