package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectDirectory;
import dev.codeagent.config.PathMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;

/**
 * Finds the project that a directory belongs to: the whole git repository that contains it, or a part of that repository
 * if the client chose one. A directory in no repository is a project of its own. Only the file system decides, no
 * variable in the server's environment.
 */
record ProjectDirectories(PathMapping pathMapping, ProjectRoots roots) {

    /**
     * A project's directory.
     *
     * @param root the server's path of the repository's root, or of the directory if it is in no repository
     * @param subdirectory the chosen part, relative to the root with slashes; empty for all of it
     */
    record Location(Path root, String subdirectory) {}

    /**
     * The project's directory for a directory that a client names.
     *
     * @throws AgentException INVALID_VALUE if agents cannot or must not work there
     */
    Location locate(ProjectDirectory named) {
        Path directory = toRealDirectory(named.path());
        if (named.subdirectory().isEmpty()) {
            return locate(directory, false);
        }
        try {
            Path relative = Path.of(named.subdirectory());
            Path part = toRealDirectory(pathMapping.toHostPath(directory.resolve(relative)));
            if (!relative.isAbsolute() && part.startsWith(directory)) {
                return locate(part, true);
            }
        } catch (InvalidPathException e) {
            throw notAPath(named.subdirectory(), e);
        }
        throw new AgentException(
                ErrorCode.INVALID_VALUE,
                "'subdirectory' is '" + named.subdirectory() + "'; it must be a directory in '" + named.path() + "'");
    }

    /** Whether the directory exists that a client names. */
    boolean exists(ProjectDirectory named) {
        try {
            return Files.isDirectory(pathMapping.toLocalPath(named.path()).resolve(named.subdirectory()));
        } catch (InvalidPathException e) {
            throw notAPath(named.path(), e);
        }
    }

    /** Where the user is in the project: the chosen part, else the named directory relative to the root. */
    String folder(ProjectDirectory named, Location location) {
        return location.subdirectory().isEmpty()
                ? toText(location.root().relativize(toRealDirectory(named.path())))
                : location.subdirectory();
    }

    /** With slashes on every system. */
    static String toText(Path relative) {
        return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
    }

    private Path toRealDirectory(String text) {
        try {
            Path path = pathMapping.toLocalPath(text);
            if (!path.isAbsolute() || !Files.isDirectory(path) || !Files.isReadable(path)) {
                throw new AgentException(
                        ErrorCode.INVALID_VALUE,
                        "'" + text
                                + "' is not a directory that the server can read; give the absolute path of a directory"
                                + " on the server's machine");
            }
            return path.toRealPath();
        } catch (InvalidPathException | IOException e) {
            throw notAPath(text, e);
        }
    }

    private static AgentException notAPath(String text, Exception e) {
        return new AgentException(ErrorCode.INVALID_VALUE, "'" + text + "' is not a path: " + e.getMessage(), e);
    }

    /**
     * @param directory a real path
     * @param part whether the client chose this directory as a part of its repository
     */
    Location locate(Path directory, boolean part) {
        roots.requireAllowed(directory, name(directory));
        Optional<EnclosingRepository> found = findRepository(directory);
        if (found.isEmpty()) {
            return new Location(directory, "");
        }
        EnclosingRepository repository = found.get();
        Path root = repository.root();
        if (root.equals(directory)) {
            return new Location(root, "");
        }
        if (!roots.isAllowed(root, name(root))) {
            // For example a home directory with a repository of settings: agents must not read and change all of it.
            return new Location(directory, "");
        }
        requireTrustedOwner(repository, directory);
        String subdirectory = repository.subdirectoryOf(directory);
        if (!part) {
            return new Location(root, "");
        }
        if (!repository.ignores(subdirectory)) {
            return new Location(root, subdirectory);
        }
        throw new AgentException(
                ErrorCode.INVALID_VALUE,
                "'" + name(directory) + "' cannot be chosen as a part of the repository " + name(root)
                        + ", because the repository ignores it: it has no files to work on; use " + name(root)
                        + ", or make it a repository of its own with `git init`");
    }

    /** A repository in {@code /tmp} is not that of all directories there, whoever created it. */
    private Optional<EnclosingRepository> findRepository(Path directory) {
        return EnclosingRepository.find(directory, this::isSearched);
    }

    private boolean isSearched(Path directory) {
        return pathMapping.isMounted(directory) && !roots.isSystemDirectory(directory, name(directory));
    }

    /**
     * The repository whose ignore rules hold for a directory that is a project of its own, although that repository
     * contains it.
     */
    Optional<EnclosingRepository> findRepositoryAbove(Path directory) {
        return findRepository(directory)
                .filter(repository -> !repository.root().equals(directory))
                .filter(repository -> !repository.ignores(repository.subdirectoryOf(directory)));
    }

    /** The path as the user knows it. */
    private String name(Path directory) {
        return pathMapping.toHostPath(directory);
    }

    /**
     * Rejects a repository that a third person created above the user's directory: it would get the user's files. What
     * belongs to the server's user or to root is trusted like what belongs to the owner of the directory.
     */
    private void requireTrustedOwner(EnclosingRepository repository, Path directory) {
        try {
            UserPrincipal owner = Files.getOwner(directory);
            for (Path path : new Path[] {repository.root(), repository.root().resolve(".git")}) {
                UserPrincipal other = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
                if (!other.equals(owner)
                        && !other.getName().equals(System.getProperty("user.name"))
                        && !other.getName().equals("root")) {
                    throw new AgentException(
                            ErrorCode.INVALID_VALUE,
                            "'" + name(directory) + "' belongs to " + owner.getName() + ", and the repository "
                                    + name(repository.root()) + " that contains it to " + other.getName()
                                    + "; if you trust that repository, use " + name(repository.root()));
                }
            }
        } catch (IOException e) {
            throw RepositoryFiles.unreadable(repository.root(), e);
        }
    }
}
