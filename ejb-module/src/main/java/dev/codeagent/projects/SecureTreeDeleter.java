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
 * Removes folders with all that is in them. Every step is taken from the folder before it and follows no link, because what
 * lies there was a sandbox's, and somebody in it may still put a link in a folder's place.
 */
final class SecureTreeDeleter {
    private SecureTreeDeleter() {}

    /** Removes what the path names, a link itself and not what it points to; nothing where nothing is there. */
    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> parent =
                Files.newDirectoryStream(tree.toAbsolutePath().getParent())) {
            if (!(parent instanceof SecureDirectoryStream<Path> secure)) {
                throw new IOException("this system cannot remove " + tree + " without following links");
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
            throw new IOException("'" + name + "' was replaced while it was removed; end what still works there", e);
        }
        try {
            parent.deleteDirectory(name);
        } catch (DirectoryNotEmptyException e) {
            throw new IOException("'" + name + "' was filled while it was removed; end what still works there", e);
        }
    }

    private static boolean isDirectory(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        return parent.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .isDirectory();
    }

    /** A folder may be closed to its owner. */
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
