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
    private static final List<String> KEPT = List.of(
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

    /** @param sized bubblewrap's words for the bound of what is not kept */
    List<String> mounts(List<String> sized) throws IOException {
        var words = new ArrayList<>(sized);
        words.addAll(List.of("--tmpfs", home));
        for (String kept : KEPT) {
            words.addAll(List.of("--bind", folder(cache, Path.of(kept)).toString(), home + "/" + kept));
        }
        return words;
    }

    /**
     * An earlier version let sandboxes write all of the cache, so what is no folder there is removed. One at a time: runs of
     * a project share its cache, and its first ones may begin together.
     */
    private static synchronized Path folder(Path cache, Path relative) throws IOException {
        Path folder = cache;
        for (Path name : relative) {
            folder = folder.resolve(name);
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.deleteIfExists(folder);
                Files.createDirectory(folder);
            }
        }
        return folder;
    }
}
