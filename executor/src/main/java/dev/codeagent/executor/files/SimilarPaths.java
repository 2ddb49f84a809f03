package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.JsonArguments;
import dev.codeagent.executor.tool.ToolExecutionException;
import jakarta.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** Files that a model may have meant when it names one that does not exist, for example relative to another directory. */
record SimilarPaths(Path root) {
    private static final int MAX_PATHS = 3;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** The files with the same name that are not ignored, those with the most similar path first; none if it takes long. */
    List<String> find(Path missing) {
        Path wanted = root.relativize(missing);
        String name = wanted.getFileName().toString();
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        var arguments =
                new JsonArguments(Json.createObjectBuilder().add("hidden", true).build());
        var finder = new SearchFileFinder(root, arguments, () -> {
            if (System.nanoTime() > deadline) {
                throw new ToolExecutionException("the search for '" + name + "' takes too long");
            }
        });
        try {
            return finder.find(root).stream()
                    .filter(file -> file.getFileName().toString().equalsIgnoreCase(name))
                    .map(root::relativize)
                    .sorted(Comparator.<Path>comparingInt(path -> -commonNamesAtEnd(wanted, path))
                            .thenComparingInt(Path::getNameCount))
                    .limit(MAX_PATHS)
                    .map(Path::toString)
                    .toList();
        } catch (ToolExecutionException e) {
            return List.of();
        }
    }

    private static int commonNamesAtEnd(Path first, Path second) {
        int common = 0;
        while (common < Math.min(first.getNameCount(), second.getNameCount())
                && first.getName(first.getNameCount() - 1 - common)
                        .equals(second.getName(second.getNameCount() - 1 - common))) {
            common++;
        }
        return common;
    }
}
