package dev.codeagent.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The home directory of a bubblewrap sandbox: deleted with it, except the caches of build tools. Each cache is a
 * separate mount, so that nothing in the sandbox can replace it or a parent directory by a link.
 *
 * @param cache the project's cache, or what a run sees of it
 */
record SandboxHome(Path cache, String home) {
    private static final List<String> CACHE_DIRECTORIES = List.of(
            ".m2/repository",
            ".m2/wrapper",
            ".codeagent",
            ".gradle",
            ".npm",
            ".cache",
            ".local",
            ".cargo",
            ".rustup",
            ".ivy2",
            ".sbt",
            ".nuget",
            "go");

    /** @param sizeArguments the bubblewrap options that limit the temporary part */
    List<String> mountArguments(List<String> sizeArguments) {
        var arguments = new ArrayList<>(sizeArguments);
        arguments.addAll(List.of("--tmpfs", home));
        for (String cacheDirectory : CACHE_DIRECTORIES) {
            arguments.addAll(List.of("--bind", cache.resolve(cacheDirectory).toString(), home + "/" + cacheDirectory));
        }
        return arguments;
    }

    /** Creates the directories that are mounted. */
    static void createDirectories(Path cache) throws IOException {
        Files.createDirectories(cache);
        for (String cacheDirectory : CACHE_DIRECTORIES) {
            ensureDirectory(cache, Path.of(cacheDirectory));
        }
    }

    /**
     * Creates a cache directory. Sandboxes of an earlier version could write to the whole cache, so anything that is
     * not a directory is removed. Synchronized, because concurrent runs of a project share its cache.
     */
    private static synchronized void ensureDirectory(Path cache, Path relative) throws IOException {
        Path directory = cache;
        for (Path name : relative) {
            directory = directory.resolve(name);
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                Files.deleteIfExists(directory);
                Files.createDirectory(directory);
            }
        }
    }
}
