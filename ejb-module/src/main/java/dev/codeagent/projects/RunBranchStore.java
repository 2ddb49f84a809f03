package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.PatchFile;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.RunEvent.FileChange;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.stream.Stream;

/**
 * Stores a run's patch as a commit on the branch {@code codeagent/RUN} in the user's repository. It uses a temporary
 * index: the working tree changes only when the user applies the patch, or parts of it.
 */
public final class RunBranchStore {
    private static final int MAX_SUBJECT_LENGTH = 72;

    private final RepositoryLocator repositoryLocator;
    /** Only one merge into a project's working tree at a time. */
    private final Map<ProjectId, Object> locks = new ConcurrentHashMap<>();

    public RunBranchStore(Path dataDirectory, PathMapping pathMapping) {
        this(dataDirectory, pathMapping, new ProjectRoots(dataDirectory, Optional.empty()));
    }

    /** @param roots the directories that can be projects */
    public RunBranchStore(Path dataDirectory, PathMapping pathMapping, ProjectRoots roots) {
        this.repositoryLocator = new RepositoryLocator(dataDirectory, pathMapping, roots);
    }

    /** A commit on its branch and the files that it changes. */
    public record Commit(String branch, String id, List<FileChange> files) {
        public Commit {
            files = List.copyOf(files);
        }
    }

    /** Creates the commit. A second call moves the branch to the new commit. */
    public Commit commit(Project project, RunId run, String base, byte[] patch, String message) {
        Git git = repositoryLocator.locate(project);
        Lock writing = SnapshotRepository.of(git).writing();
        writing.lock();
        try {
            return commit(git, run, base, patch, message);
        } finally {
            writing.unlock();
        }
    }

    private static Commit commit(Git git, RunId run, String base, byte[] patch, String message) {
        String tree = Git.withTemporaryIndex(index -> {
            var temporaryIndex = new TemporaryIndex(git, index).readTree(base);
            if (patch.length > 0) { // After an undo the patch may be empty.
                temporaryIndex.applyPatch(patch);
            }
            return temporaryIndex.writeTree();
        });
        String text = toSubject(message) + "\n\nRun: " + run;
        String full = WorkspaceStore.commitTree(git, tree, base, text);
        SnapshotRepository.of(git).git(git.workTree()).run("update-ref", resultRef(run), full);
        List<String> earlier = Stream.of(branchRef(run), branchRef(run) + "~1", AppliedPatchState.refName(run))
                .filter(ref -> git.succeeds("rev-parse", "--verify", "--quiet", ref + "^{commit}"))
                .toList();
        String commit = new PublishedBase(git, run, base).createCommit(full, earlier, text);
        String head = WorkspaceStore.baseRef(run);
        PublishedBase.publish(
                git,
                branchRef(run),
                commit,
                git.succeeds("rev-parse", "--verify", "--quiet", head) ? List.of(head) : List.of());
        return new Commit(branchName(run), commit, readFileChanges(git, base, full));
    }

    /** The ref of all files of the run with its patch, in the repository of snapshots. */
    static String resultRef(RunId run) {
        return "refs/codeagent/result/" + run;
    }

    /** The ref of the run's branch. */
    public static String branchRef(RunId run) {
        return "refs/heads/" + branchName(run);
    }

    /** Whether the run's branch still has exactly the files of the commit. */
    public boolean hasFilesOf(Project project, RunId run, String commit) {
        Git git = repositoryLocator.locate(project);
        return branchExists(git, run)
                && git.run("rev-parse", branchRef(run) + "^{tree}").equals(git.run("rev-parse", commit + "^{tree}"));
    }

    /** The content of a file of a commit; empty if the commit has no such file. */
    Optional<String> readFile(Project project, String commit, String path) {
        Git git = repositoryLocator.locate(project);
        String name = commit + ":" + path;
        return git.succeeds("cat-file", "-e", name)
                ? Optional.of(new String(git.runForBytes("cat-file", "blob", name), StandardCharsets.UTF_8))
                : Optional.empty();
    }

    /** The patch, byte for byte what {@code git apply} needs; empty if the run has none. */
    public byte[] diff(Project project, RunId run) {
        Git git = repositoryLocator.locate(project);
        if (!branchExists(git, run)) {
            return new byte[0];
        }
        return RunPatch.toBytes(git, branchRef(run) + "~1", branchRef(run));
    }

    /** The files and hunks of the patch, which can be applied separately; empty if the run has none. */
    public List<PatchFile> listFiles(Project project, RunId run) {
        Git git = repositoryLocator.locate(project);
        return branchExists(git, run) ? new PatchApplier(git, run, branchName(run)).listFiles() : List.of();
    }

    /**
     * Applies all selected parts to the user's working tree, or none of them.
     *
     * @param selections empty for all remaining parts
     * @return the number of hunks and whole files that are not applied yet
     * @throws AgentException CONFLICT if the working tree has conflicting changes; NOTHING_TO_APPLY without a branch
     */
    public int apply(Project project, RunId run, List<PatchSelection> selections) {
        Git git = repositoryLocator.locate(project);
        synchronized (lockFor(project)) {
            requireBranch(git, run);
            Lock writing = SnapshotRepository.of(git).writing();
            writing.lock();
            try {
                return new PatchApplier(git, run, branchName(run)).apply(selections);
            } finally {
                writing.unlock();
            }
        }
    }

    /** Whether the user applied at least a part of the patch. */
    public boolean hasAppliedChanges(Project project, RunId run) {
        return repositoryLocator
                .locate(project)
                .succeeds("rev-parse", "--verify", "--quiet", AppliedPatchState.refName(run));
    }

    /**
     * Deletes the branch and the run's base.
     *
     * @throws AgentException NOTHING_TO_APPLY without a branch
     */
    public void discard(Project project, RunId run) {
        Git git = repositoryLocator.locate(project);
        synchronized (lockFor(project)) {
            requireBranch(git, run);
            git.run("update-ref", "-d", AppliedPatchState.refName(run));
            git.run("update-ref", "-d", WorkspaceStore.baseRef(run));
            Git snapshots = SnapshotRepository.of(git).git(git.workTree());
            snapshots.run("update-ref", "-d", resultRef(run));
            // Last: while the branch exists, an interrupted discard can be repeated.
            git.run("update-ref", "-d", branchRef(run));
        }
    }

    private Object lockFor(Project project) {
        return locks.computeIfAbsent(project.id(), id -> new Object());
    }

    private static List<FileChange> readFileChanges(Git git, String base, String commit) {
        String status = readNames(git, "--name-status", base, commit);
        String counts = readNames(git, "--numstat", base, commit);
        var numbers = new java.util.HashMap<String, String[]>();
        for (String entry : counts.split("\0")) {
            String[] fields = entry.split("\t", 3);
            if (fields.length == 3) {
                numbers.put(fields[2], fields);
            }
        }
        var files = new ArrayList<FileChange>();
        String[] fields = status.split("\0");
        for (int i = 0; i + 1 < fields.length; i += 2) {
            String[] n = numbers.getOrDefault(fields[i + 1], new String[] {"0", "0", ""});
            files.add(new FileChange(
                    RunPatch.toText(fields[i + 1]), statusName(fields[i].strip()), parseCount(n[0]), parseCount(n[1])));
        }
        return files;
    }

    /** Fields that end with NUL; each byte of a name is one character. */
    private static String readNames(Git git, String option, String base, String commit) {
        return new String(
                git.runForBytes("diff-tree", "-r", option, "--no-textconv", "--no-renames", "-z", base, commit),
                StandardCharsets.ISO_8859_1);
    }

    private static String statusName(String letter) {
        return switch (letter) {
            case "A" -> "added";
            case "D" -> "deleted";
            default -> "modified";
        };
    }

    private static int parseCount(String text) {
        return text.equals("-") ? 0 : Integer.parseInt(text.strip()); // "-": git does not count lines of binary files.
    }

    private static void requireBranch(Git git, RunId run) {
        if (!branchExists(git, run)) {
            throw new AgentException(
                    ErrorCode.NOTHING_TO_APPLY,
                    "run " + run + " has no branch " + branchName(run)
                            + ": the run changed nothing, or its patch was discarded");
        }
    }

    private static boolean branchExists(Git git, RunId run) {
        return git.succeeds("rev-parse", "--verify", "--quiet", branchRef(run));
    }

    private static String branchName(RunId run) {
        return "codeagent/" + run;
    }

    private static String toSubject(String message) {
        String line = message.strip().lines().findFirst().orElse("Changes by agents");
        return line.length() <= MAX_SUBJECT_LENGTH ? line : line.substring(0, MAX_SUBJECT_LENGTH - 1) + "…";
    }
}
