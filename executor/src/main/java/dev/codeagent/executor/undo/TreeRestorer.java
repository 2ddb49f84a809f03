package dev.codeagent.executor.undo;

import dev.codeagent.executor.undo.TreeEntry.Kind;
import dev.codeagent.executor.undo.UndoPlan.Conflict;
import dev.codeagent.executor.undo.UndoPlan.RestoreOperation;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Executes a plan: removes from the bottom up, creates from the top down, then sets the modes of directories. Each
 * operation first checks the current state, so an interrupted plan is completed by executing it again.
 */
final class TreeRestorer {
    private static final String PARTIAL_NAME = ".codeagent-undo.new";

    private final Path root;
    private final ObjectStore store;
    private final TreeRecorder recorder;
    private final ExcludedDirectories excludedDirectories;

    TreeRestorer(Path root, ObjectStore store, TreeRecorder recorder, ExcludedDirectories excludedDirectories) {
        this.root = root;
        this.store = store;
        this.recorder = recorder;
        this.excludedDirectories = excludedDirectories;
    }

    /** Returns the paths that were not restored because they changed after the plan was made; usually empty. */
    List<Conflict> apply(UndoPlan plan) throws IOException {
        for (UndoPlan.DirectoryMode directoryMode : plan.directoryModes()) {
            makeAccessible(directoryMode);
        }
        var newConflicts = new ArrayList<Conflict>();
        var operations = new ArrayList<RestoreOperation>();
        for (RestoreOperation operation : plan.operations()) {
            TreeEntry current = recorder.readEntry(operation.path());
            boolean isExpected = current.hasKind(Kind.NONE)
                    || current.matches(operation.from())
                    || current.matches(operation.to())
                    || isOpenedDirectory(current, operation);
            if (isExpected) {
                operations.add(operation);
            } else {
                newConflicts.add(new Conflict(operation.path(), "it was changed while the undo was interrupted"));
            }
        }
        operations.sort(Comparator.comparing(RestoreOperation::path));
        for (RestoreOperation operation : operations.reversed()) {
            remove(operation);
        }
        for (RestoreOperation operation : operations) {
            restore(operation);
        }
        restoreModes(plan, operations);
        return newConflicts;
    }

    /** A directory whose mode this class changed temporarily. */
    private static boolean isOpenedDirectory(TreeEntry current, RestoreOperation operation) {
        return current.hasKind(Kind.DIRECTORY)
                && (operation.from().hasKind(Kind.DIRECTORY) || operation.to().hasKind(Kind.DIRECTORY));
    }

    private void makeAccessible(UndoPlan.DirectoryMode directoryMode) throws IOException {
        Path directory = PathCodec.resolve(root, directoryMode.directory());
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            TemporaryPermissions.setMode(
                    directory,
                    recorder.readEntry(directoryMode.directory()).mode() | TemporaryPermissions.OWNER_PERMISSIONS);
        }
    }

    private void remove(RestoreOperation operation) throws IOException {
        TreeEntry current = recorder.readEntry(operation.path());
        boolean directoryInvolved =
                current.hasKind(Kind.DIRECTORY) != operation.to().hasKind(Kind.DIRECTORY);
        if (current.hasKind(Kind.NONE) || !(operation.to().hasKind(Kind.NONE) || directoryInvolved)) {
            return;
        }
        Path file = PathCodec.resolve(root, operation.path());
        if (current.hasKind(Kind.DIRECTORY)) {
            removeExcluded(file, operation.path());
        }
        Files.delete(file);
    }

    /** Build output in a directory is deleted with the directory. */
    private void removeExcluded(Path directory, String path) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                String name = PathCodec.encodeName(child.getFileName());
                if (name.equals(PARTIAL_NAME) || excludedDirectories.wasExcluded(path + "/" + name)) {
                    deleteRecursively(child);
                }
            }
        }
    }

    private static void deleteRecursively(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
                for (Path child : children) {
                    deleteRecursively(child);
                }
            }
        }
        Files.delete(path);
    }

    private void restore(RestoreOperation operation) throws IOException {
        TreeEntry current = recorder.readEntry(operation.path());
        TreeEntry target = operation.to();
        Path file = PathCodec.resolve(root, operation.path());
        if (target.hasKind(Kind.DIRECTORY) && current.hasKind(Kind.NONE)) {
            Files.createDirectory(file);
            TemporaryPermissions.setMode(file, target.mode() | TemporaryPermissions.OWNER_PERMISSIONS);
        } else if (target.hasKind(Kind.FILE) || target.hasKind(Kind.LINK)) {
            if (current.hasKind(Kind.FILE)
                    && target.hasKind(Kind.FILE)
                    && current.hash().equals(target.hash())) {
                TemporaryPermissions.setMode(file, target.mode());
            } else if (!current.matches(target)) {
                replace(file, target);
            }
        }
    }

    private void replace(Path file, TreeEntry target) throws IOException {
        Path partial = file.resolveSibling(PARTIAL_NAME);
        Files.deleteIfExists(partial);
        try {
            store.copyTo(target, partial);
            if (target.hasKind(Kind.FILE)) {
                TemporaryPermissions.setMode(partial, target.mode());
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private void restoreModes(UndoPlan plan, List<RestoreOperation> operations) throws IOException {
        for (RestoreOperation operation : operations.reversed()) {
            if (operation.to().hasKind(Kind.DIRECTORY)) {
                TemporaryPermissions.setMode(
                        PathCodec.resolve(root, operation.path()),
                        operation.to().mode());
            }
        }
        for (UndoPlan.DirectoryMode directoryMode : plan.directoryModes().reversed()) {
            try {
                Path directory = PathCodec.resolve(root, directoryMode.directory());
                if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                    TemporaryPermissions.setMode(directory, directoryMode.mode());
                }
            } catch (NoSuchFileException | NotDirectoryException e) {
                // The directory was removed with its content.
            }
        }
    }
}
