package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The repository of a project or of a submodule.
 *
 * @param git git on the server's view of it
 * @param layout where its parts are
 */
record Repository(Git git, RepositoryLayout layout) {
    private static final int MAX_GITMODULES = 1 << 20;

    /**
     * A directory of the working tree that may be a submodule.
     *
     * @param repository empty if it is not used
     * @param reason why it is not used; empty if it is
     */
    record Submodule(Optional<Repository> repository, String reason) {
        private static Submodule unusable(String reason) {
            return new Submodule(Optional.empty(), reason);
        }
    }

    /** The commit that is checked out; empty if there is none yet. */
    String head() {
        Git.CommandResult head =
                git.call(Map.of(), new byte[0], List.of("rev-parse", "--verify", "--quiet", "HEAD^{commit}"));
        return head.exitCode() == 0 ? head.text().strip() : "";
    }

    /**
     * What is checked out; both are empty if there is no commit yet.
     *
     * @param tree the id of the commit's tree
     */
    record Head(String commit, String tree) {}

    /** The commit that is checked out, with its tree. */
    Head headWithTree() {
        Git.CommandResult list =
                git.call(Map.of(), new byte[0], List.of("rev-list", "-1", "--format=%H %T", "HEAD", "--"));
        if (list.exitCode() != 0) {
            return new Head("", "");
        }
        String[] ids = list.text().strip().lines().toList().getLast().split(" "); // The first line is a header.
        return new Head(ids[0], ids[1]);
    }

    /** The names of the directories that {@code .gitmodules} in the working tree lists; empty if it is not readable. */
    Set<String> listSubmodules() {
        Path file = git.workTree().resolve(".gitmodules");
        boolean readable = RepositoryFiles.attributes(file)
                .filter(a -> a.isRegularFile() && a.size() <= MAX_GITMODULES)
                .isPresent();
        var names = new HashSet<String>();
        if (readable) {
            try {
                GitConfigReader.read(file, git.gitDir().resolve("parsed-modules"))
                        .forEach((key, value) -> {
                            if (key.startsWith("submodule.") && key.endsWith(".path") && isPlainName(value)) {
                                names.add(value);
                            }
                        });
            } catch (AgentException e) {
                return Set.of(); // Git does not use it either, so nothing is a submodule.
            }
        }
        return names;
    }

    /** Whether it is a name that git stores, without parts that lead elsewhere. */
    private static boolean isPlainName(String name) {
        return Arrays.stream(name.split("/", -1))
                .noneMatch(part -> part.isEmpty() || part.matches("\\.|\\.\\.|(?i:\\.git)"));
    }

    /**
     * The submodule in a directory of the working tree. Its git directory must be where git puts it: in the directory
     * itself, or below {@code modules} of this repository.
     *
     * @param name the name of the directory, which contains no link
     */
    Submodule openSubmodule(String name) {
        Path directory = GitPaths.resolve(git.workTree(), name);
        if (!isRealDirectory(name)) {
            return Submodule.unusable("its path contains a symbolic link");
        }
        if (RepositoryFiles.attributes(directory.resolve(".git")).isEmpty()) {
            return Submodule.unusable(
                    "it is a submodule that is not initialised; initialise it with" + " `git submodule update --init`");
        }
        try {
            Optional<RepositoryLayout> found = RepositoryLayout.find(directory);
            if (found.isEmpty()) {
                return Submodule.unusable("its .git does not lead to a repository");
            }
            RepositoryLayout module = found.get();
            for (Map.Entry<String, Path> followed : module.followed().entrySet()) {
                if (!isOwn(directory, followed.getValue())) {
                    return Submodule.unusable("its repository uses " + followed.getValue() + " ('" + followed.getKey()
                            + "'), which does not belong to the project");
                }
            }
            module.requireOwner(git.workTree());
            var view = new GitView(viewOf(name));
            view.update(module, directory, RepositoryConfig.ofUser(System.getenv()));
            var repository = new Repository(new Git(view.directory(), directory), module);
            return repository.head().isEmpty()
                    ? Submodule.unusable("it is a repository without a commit")
                    : new Submodule(Optional.of(repository), "");
        } catch (AgentException e) {
            return Submodule.unusable(e.getMessage());
        }
    }

    /** In the view of this repository; the snapshots of the submodule are beside its view. */
    private Path viewOf(String name) {
        String digest = HexFormat.of().formatHex(sha256(name)).substring(0, 32);
        return git.gitDir().resolve("submodules").resolve(digest).resolve("git");
    }

    private static byte[] sha256(String name) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.ISO_8859_1));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private boolean isOwn(Path directory, Path target) {
        try {
            return target.startsWith(directory.toRealPath())
                    || target.startsWith(layout.gitDir().toRealPath().resolve("modules"))
                    || target.startsWith(layout.commonDir().toRealPath().resolve("modules"));
        } catch (IOException e) {
            throw RepositoryFiles.unreadable(directory, e);
        }
    }

    /** Whether the name is a directory, and no part of the path is a link. */
    boolean isRealDirectory(String name) {
        for (int end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
            if (!isDirectory(name.substring(0, end))) {
                return false;
            }
        }
        return isDirectory(name);
    }

    /** Whether the working tree has a directory of this name that is not a link; a link above it is followed. */
    boolean isDirectory(String name) {
        return RepositoryFiles.attributes(GitPaths.resolve(git.workTree(), name))
                .filter(BasicFileAttributes::isDirectory)
                .isPresent();
    }

    /** Whether the entry exists and is a repository, with or without a commit, and no part of the path is a link. */
    boolean isNestedRepository(String name) {
        return isRealDirectory(name)
                && Files.exists(GitPaths.resolve(git.workTree(), name).resolve(".git"), LinkOption.NOFOLLOW_LINKS);
    }
}
