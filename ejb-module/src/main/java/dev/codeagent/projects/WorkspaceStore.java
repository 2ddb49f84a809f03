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

/**
 * Creates the workspaces of runs: clones of the user's repository that include uncommitted and untracked (not ignored)
 * files. It never changes the user's files, index and HEAD, because it takes the snapshot with a temporary index.
 */
public final class WorkspaceStore {
    static final String AUTHOR = "Code Agent System";
    static final String EMAIL = "agents@codeagent.invalid";

    private final Path dataDirectory;
    private final RepositoryLocator repositoryLocator;
    private final Optional<GitMirrors> mirrors;

    public WorkspaceStore(Path dataDirectory, PathMapping pathMapping) {
        this(dataDirectory, pathMapping, new ProjectRoots(dataDirectory, Optional.empty()));
    }

    /** @param roots the directories that can be projects */
    public WorkspaceStore(Path dataDirectory, PathMapping pathMapping, ProjectRoots roots) {
        this(dataDirectory, pathMapping, roots, Optional.empty());
    }

    /** @param mirrors empty if there are no git projects */
    public WorkspaceStore(
            Path dataDirectory, PathMapping pathMapping, ProjectRoots roots, Optional<GitMirrors> mirrors) {
        this.dataDirectory = dataDirectory;
        this.repositoryLocator = new RepositoryLocator(dataDirectory, pathMapping, roots);
        this.mirrors = mirrors;
    }

    /** The run's workspace; the first call takes the snapshot that the run starts from. */
    public Workspace openOrCreate(Project project, RunId run) {
        return openOrCreate(project, run, Optional.empty(), ProgressListener.NO_OP);
    }

    /**
     * The same; the listener hears what takes long.
     *
     * @param earlier the run from whose result the run starts, instead of the user's files
     */
    public Workspace openOrCreate(Project project, RunId run, Optional<RunId> earlier, ProgressListener listener) {
        Path homeDirectory = homeDirectory(run);
        Path complete = homeDirectory.resolve("base");
        try {
            if (!Files.exists(complete)) {
                SecureTreeDeleter.delete(homeDirectory);
                Files.createDirectories(homeDirectory.resolve("results"));
                Path partial = homeDirectory.resolve("base.new");
                Files.writeString(partial, createSnapshot(project, run, earlier, homeDirectory, listener));
                Files.move(partial, complete);
            }
            return toWorkspace(project, run, homeDirectory, listener);
        } catch (IOException e) {
            throw workspaceFailure(e);
        }
    }

    /**
     * The texts of a file in a commit of the project: in the root, and in each directory down to the chosen part. They are
     * read from the repository, never from a workspace, which agents change.
     *
     * @throws AgentException WORKSPACE_FAILED if it is not a regular file of at most 1 MiB
     */
    public List<String> readFilesAt(Project project, String commit, String path) {
        Git git = repositoryLocator.locate(project);
        return GitCommitFiles.directoriesUpwards(project.subdirectory()).reversed().stream()
                .flatMap(directory -> new GitCommitFiles(git, commit, directory).readText(path).stream())
                .toList();
    }

    /**
     * The workspace of a run that had one.
     *
     * @throws AgentException WORKSPACE_FAILED if it no longer exists
     */
    public Workspace openExisting(Project project, RunId run) {
        Path homeDirectory = homeDirectory(run);
        if (!Files.exists(homeDirectory.resolve("base"))) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "the workspace of run " + run
                            + " does not exist or was deleted; the run's branch contains its patch");
        }
        try {
            return toWorkspace(project, run, homeDirectory, ProgressListener.NO_OP);
        } catch (IOException e) {
            throw workspaceFailure(e);
        }
    }

    private Workspace toWorkspace(Project project, RunId run, Path homeDirectory, ProgressListener listener)
            throws IOException {
        deleteEarlierCache(project);
        String[] base = Files.readString(homeDirectory.resolve("base")).split(" ");
        Git repository = repositoryLocator.locate(project);
        Optional<Git> combined = CombinedRepository.find(homeDirectory, repository.workTree());
        Git snapshots = SnapshotRepository.gitOf(repository);
        if (combined.isEmpty() && !Files.exists(snapshots.gitDir().resolve(baseRef(run)))) {
            // Runs of earlier versions have it in the user's repository.
            snapshots.run("update-ref", baseRef(run), base[0]);
        }
        return new GitWorkspace(
                run,
                project.id(),
                combined.orElse(snapshots),
                baseRef(run),
                base[0],
                base[0],
                WorkspaceRepositories.load(homeDirectory, base[0]),
                Boolean.parseBoolean(base[1]),
                homeDirectory,
                Files.createDirectories(cacheDirectory(project)),
                project.subdirectory(),
                listener);
    }

    /** Agents of earlier versions could write to it. One at a time, because the runs of a project continue together. */
    private void deleteEarlierCache(Project project) throws IOException {
        synchronized (WorkspaceStore.class) {
            SecureTreeDeleter.delete(projectFiles(project).resolve("cache"));
        }
    }

    /**
     * A workspace with the files of the run's branch and nothing else: no file that an agent left elsewhere, and no
     * process. Each attempt to test gets its own.
     *
     * @param ref a ref of the project's repository that points to the commit
     * @param commit the commit; the untracked files that it lacks are those of the run's snapshot
     * @param base the commit that the run started from; its files configure the sandbox
     */
    public Workspace createForTests(
            Project project,
            RunId run,
            int attempt,
            String ref,
            String commit,
            String base,
            ProgressListener listener) {
        Path directory = testDirectory(run, attempt);
        try {
            SecureTreeDeleter.delete(directory);
            Files.createDirectories(directory.resolve("results"));
            Git repository = repositoryLocator.locate(project);
            Git snapshots = SnapshotRepository.gitOf(repository);
            Optional<Git> combined = CombinedRepository.find(homeDirectory(run), repository.workTree());
            String snapshotRef = ref.equals(RunBranchStore.branchRef(run)) ? RunBranchStore.resultRef(run) : ref;
            boolean inSnapshots = snapshots.succeeds("rev-parse", "--verify", "--quiet", snapshotRef);
            Git source = combined.orElse(inSnapshots ? snapshots : repository);
            String sourceRef = combined.isEmpty() && inSnapshots ? snapshotRef : ref;
            return new GitWorkspace(
                    new RunId(run + "-v" + attempt),
                    project.id(),
                    source,
                    sourceRef,
                    combined.isPresent() || inSnapshots ? source.run("rev-parse", sourceRef) : commit,
                    base,
                    WorkspaceRepositories.of(commit),
                    false,
                    directory,
                    Files.createDirectories(cacheDirectory(project)),
                    project.subdirectory(),
                    listener);
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
        return homeDirectory(run).resolve("tests-a" + attempt);
    }

    private Path homeDirectory(RunId run) {
        return homeDirectory(dataDirectory, run);
    }

    static Path homeDirectory(Path dataDirectory, RunId run) {
        return dataDirectory.resolve("workspaces").resolve(run.value());
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

    /** Returns the commit that the run starts from, a space, and whether it contains uncommitted changes. */
    private String createSnapshot(
            Project project, RunId run, Optional<RunId> earlier, Path homeDirectory, ProgressListener listener) {
        mirrors.filter(m -> earlier.isEmpty()).ifPresent(m -> m.fetchIfMirrored(project, listener));
        Repository repository = repositoryLocator.open(project);
        new SpecialFileScan(repository.git().workTree()).requireNone();
        RepositorySnapshot snapshot;
        synchronized (ApplyJournal.lock(repositoryLocator, project)) {
            ApplyJournal.of(repositoryLocator, project).recover(repository);
            snapshot = earlier.isPresent()
                    ? new FollowUpSnapshot(earlier.get(), run).take(repository)
                    : repositoryLocator.takeSnapshot(project, repository, run, listener);
        }
        var repositories =
                new WorkspaceRepositories(snapshot.commit(), snapshot.listSubmodules(), snapshot.listLeftOut());
        repositories.save(homeDirectory);
        GitWorkspace.writeNotices(homeDirectory, snapshot.listNotices());
        String base =
                snapshot.hasGitlinks() ? CombinedRepository.create(homeDirectory, snapshot, run) : snapshot.commit();
        return base + " " + snapshot.isUncommittedIncluded();
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
