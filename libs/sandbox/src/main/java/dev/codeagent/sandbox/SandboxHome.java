package dev.codeagent.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The home folder of a bubblewrap sandbox: gone with it, but for the folders in which build tools keep what they fetched. Each
 * is mounted by itself, so that nothing in the sandbox can put a link in the place of one, or of a folder above it.
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

    /** @param sizeArguments bubblewrap's words for the bound of what is not kept */
    List<String> mountArguments(List<String> sizeArguments) throws IOException {
        var arguments = new ArrayList<>(sizeArguments);
        arguments.addAll(List.of("--tmpfs", home));
        for (String cacheDirectory : CACHE_DIRECTORIES) {
            arguments.addAll(List.of(
                    "--bind", ensureDirectory(cache, Path.of(cacheDirectory)).toString(), home + "/" + cacheDirectory));
        }
        return arguments;
    }

    /**
     * An earlier version let sandboxes write all of the cache, so what is no folder there is removed. One at a time: runs of
     * a project share its cache, and its first ones may begin together.
     */
    private static synchronized Path ensureDirectory(Path cache, Path relative) throws IOException {
        Path directory = cache;
        for (Path name : relative) {
            directory = directory.resolve(name);
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                Files.deleteIfExists(directory);
                Files.createDirectory(directory);
            }
        }
        return directory;
    }
}
