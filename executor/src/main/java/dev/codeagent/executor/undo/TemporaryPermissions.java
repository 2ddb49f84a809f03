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
record TemporaryPermissions(Path root, UndoLog undoLog) {
    static final int OWNER_PERMISSIONS = 0700;
    private static final int PERMISSION_MASK = 07777;

    interface IoAction<T> {
        T run() throws IOException;
    }

    <T> T runWithAccess(Path file, String path, int mode, IoAction<T> action) throws IOException {
        try {
            return action.run();
        } catch (AccessDeniedException e) {
            if ((mode & OWNER_PERMISSIONS) == OWNER_PERMISSIONS) {
                throw e;
            }
            undoLog.modeChanges(path, mode);
            setMode(file, mode | OWNER_PERMISSIONS);
            try {
                return action.run();
            } finally {
                setMode(file, mode);
                undoLog.appendModeRestored(path);
            }
        }
    }

    /** Closes what an executor that died left open, the innermost first. */
    void restoreLeftovers() {
        for (UndoLog.ModeChange modeChange : List.copyOf(undoLog.modeChanges()).reversed()) {
            Path file = PathCodec.resolve(root, modeChange.path());
            try {
                int currentMode = (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
                boolean isTemporary = (currentMode & PERMISSION_MASK) == (modeChange.originalMode() | OWNER_PERMISSIONS)
                        && !Files.isSymbolicLink(file);
                if (isTemporary) {
                    setMode(file, modeChange.originalMode());
                }
            } catch (NoSuchFileException e) {
                // Somebody removed it since.
            } catch (IOException e) {
                throw new UncheckedIOException("cannot give " + file + " its mode back: " + e.getMessage(), e);
            }
            undoLog.appendModeRestored(modeChange.path());
        }
    }

    /** Never for a link: its mode would be that of what it points to. */
    static void setMode(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode);
    }
}
