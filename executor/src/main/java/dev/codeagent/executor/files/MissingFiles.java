package dev.codeagent.executor.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The files of the project that are not in the workspace, because the project's clone does not have their content. The
 * list is in the git directory: paths, each followed by a NUL.
 */
public record MissingFiles(Path root) {
    private static final int MAX_BYTES = 64 << 20;

    /** Where the list is; the server writes it too. */
    public Path file() {
        return root.resolve(".git/codeagent-missing");
    }

    /** The list; empty if all files are there. */
    public byte[] read() {
        try {
            return new LinkFreeDirectory(root).read(file(), MAX_BYTES).orElse(new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the path, relative to the workspace, is one of them. */
    boolean contains(String path) {
        byte[] list = read();
        return list.length > 0
                && Arrays.asList(new String(list, StandardCharsets.UTF_8).split("\0"))
                        .contains(path);
    }
}
