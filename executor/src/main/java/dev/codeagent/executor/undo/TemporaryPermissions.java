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
 * Gives the owner temporary access to paths whose mode denies it. The log lists the paths that are open, so that after
 * a crash the next executor restores their modes.
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
            undoLog.appendModeChange(path, mode);
            setMode(file, mode | OWNER_PERMISSIONS);
            try {
                return action.run();
            } finally {
                setMode(file, mode);
                undoLog.appendModeRestored(path);
            }
        }
    }

    /** Restores the modes that a dead executor left changed, innermost first. */
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
                // The path was deleted meanwhile.
            } catch (IOException e) {
                throw new UncheckedIOException("cannot restore the mode of " + file + ": " + e.getMessage(), e);
            }
            undoLog.appendModeRestored(modeChange.path());
        }
    }

    /** Must not be called for a link: it would change the mode of the target. */
    static void setMode(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode);
    }
}
