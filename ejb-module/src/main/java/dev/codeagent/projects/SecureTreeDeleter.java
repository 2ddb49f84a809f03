package dev.codeagent.projects;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Deletes directory trees and never follows a link. It opens each directory relative to its parent, because a process
 * in a sandbox wrote the tree and may replace a directory with a link at any time.
 */
final class SecureTreeDeleter {
    private SecureTreeDeleter() {}

    /**
     * Deletes a tree, a file, or a link but not its target. Does nothing if the path does not exist.
     *
     * @throws IOException if another process changes the tree, or the platform has no secure directory streams
     */
    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> parent =
                Files.newDirectoryStream(tree.toAbsolutePath().getParent())) {
            if (!(parent instanceof SecureDirectoryStream<Path> secure)) {
                throw new IOException("this platform cannot delete " + tree + " without following links");
            }
            delete(secure, tree.getFileName());
        }
    }

    private static void delete(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        if (!isDirectory(parent, name)) {
            parent.deleteFile(name);
            return;
        }
        try (SecureDirectoryStream<Path> directory = openWritable(parent, name)) {
            for (Path child : directory) {
                delete(directory, child.getFileName());
            }
        } catch (NotDirectoryException | NoSuchFileException e) {
            throw new IOException(
                    "'" + name + "' was replaced while it was deleted; stop the processes that use it", e);
        }
        try {
            parent.deleteDirectory(name);
        } catch (DirectoryNotEmptyException e) {
            throw new IOException(
                    "'" + name + "' got new entries while it was deleted; stop the processes that use it", e);
        }
    }

    private static boolean isDirectory(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        return parent.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .isDirectory();
    }

    /** Opens a directory and sets its mode to 0700 first, because the owner may have no permission. */
    private static SecureDirectoryStream<Path> openWritable(SecureDirectoryStream<Path> parent, Path name)
            throws IOException {
        try (SecureDirectoryStream<Path> directory = parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            directory
                    .getFileAttributeView(PosixFileAttributeView.class)
                    .setPermissions(PosixFilePermissions.fromString("rwx------"));
        } catch (java.nio.file.AccessDeniedException e) {
            parent.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setPermissions(PosixFilePermissions.fromString("rwx------"));
        }
        return parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
    }
}
