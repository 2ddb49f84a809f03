package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The repository whose working tree contains a directory.
 *
 * @param root the top of the working tree
 */
record EnclosingRepository(Path root, RepositoryLayout layout) {
    private static final String GIT_DIRECTORY = ".git";

    /**
     * Searches upwards like git. A nested repository or a submodule is nearer than the repository around it.
     *
     * @param directory a real path
     * @param searched whether a directory can be the root of the repository
     * @throws AgentException INVALID_VALUE if the directory is a bare repository, or is inside a git directory: neither
     *     has files to work on
     */
    static Optional<EnclosingRepository> find(Path directory, Predicate<Path> searched) {
        for (Path current = directory; current != null; current = current.getParent()) {
            if (!searched.test(current)) {
                continue;
            }
            Optional<RepositoryLayout> layout = RepositoryLayout.find(current);
            if (layout.isPresent()) {
                requireWorkingTree(current, layout.get());
                return Optional.of(new EnclosingRepository(current, layout.get()));
            }
            if (isNamedGit(current) || isGitDirectory(current)) {
                throw inGitDirectory(directory, current);
            }
        }
        return Optional.empty();
    }

    private static boolean isNamedGit(Path directory) {
        return directory.getFileName() != null
                && directory.getFileName().toString().equalsIgnoreCase(GIT_DIRECTORY);
    }

    /** What git takes for a git directory: a valid HEAD, with objects and refs here or elsewhere. */
    private static boolean isGitDirectory(Path directory) {
        boolean complete =
                Files.isDirectory(directory.resolve("objects")) && Files.isDirectory(directory.resolve("refs"))
                        || Files.isRegularFile(directory.resolve("commondir"));
        return complete && isHead(directory.resolve("HEAD"));
    }

    private static boolean isHead(Path file) {
        Optional<BasicFileAttributes> attributes = RepositoryFiles.attributes(file);
        try {
            if (attributes.isPresent() && attributes.get().isSymbolicLink()) {
                return Files.readSymbolicLink(file).startsWith("refs");
            }
            return attributes.isPresent()
                    && attributes.get().isRegularFile()
                    && RepositoryFiles.readLine(file, RepositoryLayout.MAX_SMALL_FILE)
                            .filter(head -> head.matches("ref:\\s*refs/.*|[0-9a-f]{40}|[0-9a-f]{64}"))
                            .isPresent();
        } catch (IOException | AgentException e) {
            return false;
        }
    }

    /** A directory with worktrees often has a {@code .git} that is bare: the files are in the worktrees alone. */
    private static void requireWorkingTree(Path root, RepositoryLayout layout) {
        boolean linked = !layout.gitDir().equals(layout.commonDir());
        boolean bare = !linked
                && inScratchDirectory(scratch -> RepositoryConfig.read(
                                layout, root, new RepositoryConfig(Map.of(), Map.of()), scratch.resolve("config"))
                        .isBare());
        if (bare) {
            throw refused(
                    "'" + root + "' has a bare git repository, so it has no files to work on; use one of its working"
                            + " trees (`git -C " + root + " worktree list`), or add one with `git worktree add`");
        }
    }

    private static AgentException inGitDirectory(Path directory, Path gitDirectory) {
        Path top = gitDirectory;
        for (Path parent = gitDirectory; parent != null; parent = parent.getParent()) {
            top = isNamedGit(parent) ? parent : top;
        }
        boolean named = isNamedGit(top);
        String place = "'" + directory + "' " + (directory.equals(named ? top : gitDirectory) ? "is" : "is inside");
        return refused(
                named
                        ? place + " the git directory of a repository, which has no files to work on; use the directory"
                                + " with the files, for example " + top.getParent()
                        : place + " a bare git repository, or the git directory of files elsewhere: it has no files to"
                                + " work on; use the directory with the files, clone the repository (`git clone "
                                + gitDirectory + " DIR`), or add a working tree (`git -C " + gitDirectory
                                + " worktree add DIR`)");
    }

    private static AgentException refused(String message) {
        return new AgentException(ErrorCode.INVALID_VALUE, message);
    }

    /** The path of a directory below the root, with slashes. */
    String subdirectoryOf(Path directory) {
        return ProjectDirectories.toText(root.relativize(directory));
    }

    /** Whether the ignore rules of the repository, and of the user, exclude the directory and nothing in it is tracked. */
    boolean ignores(String subdirectory) {
        requireReadableRules(subdirectory);
        return withGit((git, index) -> git.runWithIndex(index, new byte[0], "ls-files", "--", literal(subdirectory))
                        .isEmpty()
                && !checkIgnore(git, index, subdirectory, List.of("")).isEmpty());
    }

    /**
     * The paths that the ignore rules exclude and that are not tracked.
     *
     * @param subdirectory the directory that the paths are relative to
     * @param paths each byte is a character
     */
    List<String> ignored(String subdirectory, List<String> paths) {
        requireReadableRules(subdirectory);
        return withGit((git, index) -> checkIgnore(git, index, subdirectory, paths));
    }

    private static String literal(String path) {
        return ":(top,literal)" + path;
    }

    private static List<String> checkIgnore(Git git, Path index, String subdirectory, List<String> paths) {
        byte[] prefix = ("./" + subdirectory + "/").getBytes(StandardCharsets.UTF_8);
        var input = new ByteArrayOutputStream();
        for (String path : paths) {
            input.writeBytes(prefix);
            input.writeBytes((path + "\0").getBytes(StandardCharsets.ISO_8859_1));
        }
        Git.CommandResult result = git.call(
                Map.of("GIT_INDEX_FILE", index.toString()),
                input.toByteArray(),
                List.of("check-ignore", "-z", "--stdin"));
        if (result.exitCode() > 1) { // 1: no path is ignored.
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "the ignore rules of " + git.workTree() + " cannot be read: "
                            + result.error().strip());
        }
        return Stream.of(new String(result.output(), StandardCharsets.ISO_8859_1).split("\0"))
                .filter(path -> !path.isEmpty())
                .map(path -> path.substring(prefix.length))
                .toList();
    }

    /** Calls {@code work} with git on a temporary view of the repository, and an index of what it tracks. */
    private <T> T withGit(BiFunction<Git, Path, T> work) {
        return inScratchDirectory(scratch -> {
            var view = new GitView(scratch.resolve("git"));
            view.update(layout, root, RepositoryConfig.ofUser(System.getenv()));
            var git = new Git(view.directory(), root);
            Path index = scratch.resolve("index");
            if (git.succeeds("rev-parse", "--verify", "--quiet", "HEAD^{commit}")) {
                git.runWithIndex(index, new byte[0], "read-tree", "HEAD");
            }
            return work.apply(git, index);
        });
    }

    /** Git would wait for a pipe. */
    private void requireReadableRules(String subdirectory) {
        Path directory = root;
        for (Path name : Path.of("/", subdirectory)) {
            requireNoPipe(directory.resolve(".gitignore"));
            directory = directory.resolve(name);
        }
    }

    private static void requireNoPipe(Path file) {
        RepositoryFiles.attributes(file)
                .filter(BasicFileAttributes::isOther)
                .ifPresent(attributes -> RepositoryFiles.requireRegularFile(file, attributes));
    }

    private static <T> T inScratchDirectory(Function<Path, T> work) {
        return Git.withTemporaryIndex(index -> work.apply(Objects.requireNonNull(index.getParent())));
    }
}
