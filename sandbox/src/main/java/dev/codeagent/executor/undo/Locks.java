package dev.codeagent.executor.undo;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Paths whose own mode keeps their owner out: opened for the work, closed after it. */
final class Locks {
    static final int OWNER = 0700;

    private Locks() {}

    interface Work<T> {
        T run() throws IOException;
    }

    static <T> T open(Path path, int mode, Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (AccessDeniedException e) {
            if ((mode & OWNER) == OWNER) {
                throw e;
            }
            mode(path, mode | OWNER);
            try {
                return work.run();
            } finally {
                mode(path, mode);
            }
        }
    }

    /** Never for a link: its mode would be that of what it points to. */
    static void mode(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode);
    }
}
