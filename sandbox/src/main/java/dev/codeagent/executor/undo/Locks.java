package dev.codeagent.executor.undo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Paths whose own mode keeps their owner out: opened for the work, closed after it. What is open stands in the log, so that
 * the next executor closes what one that died left open.
 */
record Locks(Path root, CallLog log) {
    static final int OWNER = 0700;
    private static final int PERMISSIONS = 07777;

    interface Work<T> {
        T run() throws IOException;
    }

    <T> T open(Path place, String path, int mode, Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (AccessDeniedException e) {
            if ((mode & OWNER) == OWNER) {
                throw e;
            }
            log.opened(path, mode);
            mode(place, mode | OWNER);
            try {
                return work.run();
            } finally {
                mode(place, mode);
                log.closed(path);
            }
        }
    }

    /** Closes what an executor that died left open, the innermost first. */
    void closeLeft() {
        for (CallLog.Opened opened : List.copyOf(log.opened()).reversed()) {
            Path place = PathText.resolve(root, opened.path());
            try {
                int now = (int) Files.getAttribute(place, "unix:mode", LinkOption.NOFOLLOW_LINKS);
                boolean ours = (now & PERMISSIONS) == (opened.mode() | OWNER) && !Files.isSymbolicLink(place);
                if (ours) {
                    mode(place, opened.mode());
                }
            } catch (NoSuchFileException e) {
                // Somebody removed it since.
            } catch (IOException e) {
                throw new UncheckedIOException("cannot give " + place + " its mode back: " + e.getMessage(), e);
            }
            log.closed(opened.path());
        }
    }

    /** Never for a link: its mode would be that of what it points to. */
    static void mode(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode);
    }
}
