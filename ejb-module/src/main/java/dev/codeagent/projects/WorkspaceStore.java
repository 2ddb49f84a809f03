package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.sandbox.ProgressListener;
import dev.codeagent.sandbox.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

/**
 * Creates the workspaces of runs: clones of the user's repository that include uncommitted and untracked (not ignored)
 * files. It never changes the user's files, index and HEAD, because it takes the snapshot with a temporary index.
 */
public final class WorkspaceStore {
    static final String AUTHOR = "Code Agent System";
    static final String EMAIL = "agents@codeagent.invalid";

    private final Path dataDirectory;
    private final RepositoryLocator repositoryLocator;

    public WorkspaceStore(Path dataDirectory, PathMapping pathMapping) {
        this(dataDirectory, pathMapping, new ProjectRoots(dataDirectory, Optional.empty()));
    }

    /** @param roots the directories that can be projects */
    public WorkspaceStore(Path dataDirectory, PathMapping pathMapping, ProjectRoots roots) {
        this.dataDirectory = dataDirectory;
        this.repositoryLocator = new RepositoryLocator(dataDirectory, pathMapping, roots);
    }

    /** The run's workspace; the first call takes the snapshot that the run starts from. */
    public Workspace openOrCreate(Project project, RunId run) {
        return openOrCreate(project, run, ProgressListener.NO_OP);
    }

    /** The same; the listener hears what takes long. */
    public Workspace openOrCreate(Project project, RunId run, ProgressListener listener) {
        Path homeDirectory = dataDirectory.resolve("workspaces").resolve(run.value());
        Path complete = homeDirectory.resolve("base");
        try {
            if (!Files.exists(complete)) {
                SecureTreeDeleter.delete(homeDirectory);
                Files.createDirectories(homeDirectory.resolve("results"));
                Path partial = homeDirectory.resolve("base.new");
                Files.writeString(partial, lockedSnapshot(project, run, listener));
                Files.move(partial, complete);
            }
            return toWorkspace(project, run, homeDirectory);
        } catch (IOException e) {
            throw workspaceFailure(e);
        }
    }

    /**
     * The text of a file in a commit of the project; empty if the commit does not contain it. It is read from the
     * repository, never from a workspace, which agents change.
     *
     * @throws AgentException WORKSPACE_FAILED if it is not a regular file of at most 1 MiB
     */
    public Optional<String> readFileAt(Project project, String commit, String path) {
        return new GitCommitFiles(repositoryLocator.locate(project), commit).readText(path);
    }

    /**
     * The workspace of a run that had one.
     *
     * @throws AgentException WORKSPACE_FAILED if it no longer exists
     */
    public Workspace openExisting(Project project, RunId run) {
        Path homeDirectory = dataDirectory.resolve("workspaces").resolve(run.value());
        if (!Files.exists(homeDirectory.resolve("base"))) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "the workspace of run " + run
                            + " does not exist or was deleted; the run's branch contains its patch");
        }
        try {
            return toWorkspace(project, run, homeDirectory);
        } catch (IOException e) {
            throw workspaceFailure(e);
        }
    }

    private Workspace toWorkspace(Project project, RunId run, Path homeDirectory) throws IOException {
        // Agents of earlier versions could write to this cache.
        SecureTreeDeleter.delete(projectFiles(project).resolve("cache"));
        String[] base = Files.readString(homeDirectory.resolve("base")).split(" ");
        Git snapshots = snapshots(repositoryLocator.locate(project));
        // Runs of earlier versions have it in the user's repository.
        snapshots.run("update-ref", baseRef(run), base[0]);
        return new GitWorkspace(
                run,
                project.id(),
                snapshots,
                baseRef(run),
                base[0],
                base[0],
                Boolean.parseBoolean(base[1]),
                homeDirectory,
                Files.createDirectories(cacheDirectory(project)));
    }

    /**
     * A workspace with the files of the run's branch and nothing else: no file that an agent left elsewhere, and no
     * process. Each attempt to test gets its own.
     *
     * @param ref a ref of the project's repository that points to the commit
     * @param commit the commit; the untracked files that it lacks are those of the run's snapshot
     * @param base the commit that the run started from; its files configure the sandbox
     */
    public Workspace createForTests(Project project, RunId run, int attempt, String ref, String commit, String base) {
        Path directory = testDirectory(run, attempt);
        try {
            SecureTreeDeleter.delete(directory);
            Files.createDirectories(directory.resolve("results"));
            Git repository = repositoryLocator.locate(project);
            Git snapshots = snapshots(repository);
            String snapshotRef = ref.equals(RunBranchStore.branchRef(run)) ? RunBranchStore.resultRef(run) : ref;
            boolean inSnapshots = snapshots.succeeds("rev-parse", "--verify", "--quiet", snapshotRef);
            return new GitWorkspace(
                    new RunId(run + "-v" + attempt),
                    project.id(),
                    inSnapshots ? snapshots : repository,
                    inSnapshots ? snapshotRef : ref,
                    inSnapshots ? snapshots.run("rev-parse", snapshotRef) : commit,
                    base,
                    false,
                    directory,
                    Files.createDirectories(cacheDirectory(project)));
        } catch (IOException e) {
            throw workspaceFailure(e);
        }
    }

    /** Deletes the workspace of an attempt to test. */
    public void deleteForTests(RunId run, int attempt) {
        try {
            SecureTreeDeleter.delete(testDirectory(run, attempt));
        } catch (IOException e) {
            throw workspaceFailure(e);
        }
    }

    /** In the directory of the run's workspace, with which it is deleted. */
    private Path testDirectory(RunId run, int attempt) {
        return dataDirectory.resolve("workspaces").resolve(run.value()).resolve("tests-a" + attempt);
    }

    /** The server's path of the project's directory. */
    public Path projectDirectory(Project project) {
        return repositoryLocator.projectDirectory(project);
    }

    /** The project's cache of dependencies, which only preparations write to; projects do not share it. */
    public Path cacheDirectory(Project project) {
        return projectFiles(project).resolve("packages");
    }

    private Path projectFiles(Project project) {
        return dataDirectory.resolve("projects").resolve(project.id().value());
    }

    /** Git with the refs of snapshots, which are not in the user's repository. */
    private static Git snapshots(Git repository) {
        return SnapshotRepository.of(repository).git(repository.workTree());
    }

    private String lockedSnapshot(Project project, RunId run, ProgressListener listener) {
        Lock writing = SnapshotRepository.of(repositoryLocator.locate(project)).writing();
        writing.lock();
        try {
            return createSnapshot(project, run, listener);
        } finally {
            writing.unlock();
        }
    }

    /** Returns the commit that the run starts from, a space, and whether it contains uncommitted changes. */
    private String createSnapshot(Project project, RunId run, ProgressListener listener) {
        Git git = repositoryLocator.locate(project);
        String head = git.succeeds("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
                ? git.run("rev-parse", "HEAD^{commit}")
                : "";
        rejectSubmodules(git, head);
        new SpecialFileScan(git.workTree()).requireNone();
        String tree = Git.withTemporaryIndex(index -> {
            if (!head.isEmpty()) {
                git.runWithIndex(index, new byte[0], "read-tree", head);
            }
            addAllExceptBuildOutput(git, index, listener);
            return git.runWithIndex(index, new byte[0], "write-tree");
        });
        boolean uncommitted =
                head.isEmpty() || !git.run("rev-parse", head + "^{tree}").equals(tree);
        String commit = uncommitted ? commitTree(git, tree, head, "Uncommitted changes at the start of " + run) : head;
        snapshots(git).run("update-ref", baseRef(run), commit);
        if (!head.isEmpty()) {
            // Git's garbage collection keeps what the snapshot is based on.
            git.run("update-ref", baseRef(run), head);
        }
        return commit + " " + (uncommitted && !head.isEmpty());
    }

    /**
     * Adds all files except build output ({@code target} beside a {@code pom.xml}), which is excluded even if no
     * {@code .gitignore} excludes it, unless the project tracks files in it.
     */
    private static void addAllExceptBuildOutput(Git git, Path index, ProgressListener listener) {
        var add = new ArrayList<>(List.of("add", "-A", "--", "."));
        String poms = git.runWithIndex(
                index, new byte[0], "ls-files", "-z", "-co", "--exclude-standard", "--", "pom.xml", "*/pom.xml");
        for (String pom : poms.split("\0")) {
            String target = pom.replaceFirst("pom\\.xml$", "target");
            if (pom.endsWith("pom.xml")
                    && Files.isDirectory(git.workTree().resolve(target))
                    // git add fails if it has to exclude an ignored path.
                    && !git.runWithIndex(
                                    index,
                                    new byte[0],
                                    "ls-files",
                                    "-o",
                                    "--exclude-standard",
                                    "--directory",
                                    "--",
                                    target)
                            .isBlank()
                    && git.runWithIndex(index, new byte[0], "ls-files", "--", target)
                            .isBlank()) {
                add.add(":(exclude,top,literal)" + target);
            }
        }
        new UntrackedFiles(git, index, listener).add(add.subList(add.indexOf("."), add.size()));
        git.runWithIndex(index, new byte[0], add.toArray(String[]::new));
    }

    private static void rejectSubmodules(Git git, String head) {
        if (!head.isEmpty() && git.run("ls-tree", "-r", head).lines().anyMatch(l -> l.startsWith("160000 "))) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED, "the project has git submodules, which are not supported yet");
        }
    }

    static String commitTree(Git git, String tree, String parent, String message) {
        var arguments = new ArrayList<>(List.of("commit-tree", tree, "-m", message));
        if (!parent.isEmpty()) {
            arguments.addAll(List.of("-p", parent));
        }
        Git.CommandResult result = git.call(
                Map.of(
                        "GIT_AUTHOR_NAME",
                        AUTHOR,
                        "GIT_AUTHOR_EMAIL",
                        EMAIL,
                        "GIT_COMMITTER_NAME",
                        AUTHOR,
                        "GIT_COMMITTER_EMAIL",
                        EMAIL),
                new byte[0],
                arguments);
        if (result.exitCode() != 0) {
            throw new AgentException(ErrorCode.WORKSPACE_FAILED, "git commit-tree failed: " + result.error());
        }
        return result.text().strip();
    }

    /**
     * The ref of the commit that the run started from: with uncommitted changes in the repository of snapshots, without
     * them in the user's.
     */
    public static String baseRef(RunId run) {
        return "refs/codeagent/base/" + run;
    }

    static AgentException workspaceFailure(IOException e) {
        boolean full = String.valueOf(e.getMessage()).contains("No space left");
        return new AgentException(
                full ? ErrorCode.STORAGE_FULL : ErrorCode.WORKSPACE_FAILED,
                "the run's workspace cannot be created: " + e.getMessage(),
                e);
    }
}
