package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectKind;
import dev.codeagent.api.run.LeftOutPath;
import dev.codeagent.api.run.PatchFile;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.RunEvent.FileChange;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Stores a run's patch as a commit on the branch {@code codeagent/RUN} in the user's repository. It uses a temporary
 * index: the working tree changes only when the user applies the patch, or parts of it.
 */
public final class RunBranchStore {
    private static final int MAX_SUBJECT_LENGTH = 72;

    private final RepositoryLocator repositoryLocator;

    public RunBranchStore(Path dataDirectory, PathMapping pathMapping) {
        this(dataDirectory, pathMapping, new ProjectRoots(dataDirectory, Optional.empty()));
    }

    /** @param roots the directories that can be projects */
    public RunBranchStore(Path dataDirectory, PathMapping pathMapping, ProjectRoots roots) {
        this.repositoryLocator = new RepositoryLocator(dataDirectory, pathMapping, roots);
    }

    /**
     * A commit on its branch and the files that it changes.
     *
     * @param id empty if nothing could be committed
     * @param leftOut what agents wrote that is not part of it
     */
    public record Commit(String branch, String id, List<FileChange> files, List<LeftOutPath> leftOut) {
        public Commit {
            files = List.copyOf(files);
            leftOut = List.copyOf(leftOut);
        }

        /** Whether nothing could be committed. */
        public boolean isEmpty() {
            return id.isEmpty();
        }
    }

    /**
     * Creates the commit, and those of submodules. A second call moves the branches to the new commits.
     *
     * @param base the base commit of the run's workspace
     */
    public Commit commit(Project project, RunId run, String base, byte[] patch, String message) {
        Repository repository = repositoryLocator.open(project);
        Path home = WorkspaceStore.homeDirectory(repositoryLocator.dataDirectory(), run);
        Git workspace =
                CombinedRepository.find(home, repository.git().workTree()).orElse(repository.git());
        synchronized (ApplyJournal.lock(repositoryLocator, project)) {
            var leftOut = new ArrayList<LeftOutPath>();
            return new PatchCommitter(repository, workspace, WorkspaceRepositories.load(home, base), run)
                    .commit(base, patch, toSubject(message) + "\n\nRun: " + run, leftOut)
                    .map(c -> new Commit(
                            branchName(run), c.commit(), readFileChanges(workspace, base, c.combined()), leftOut))
                    .orElseGet(() -> new Commit(branchName(run), "", List.of(), leftOut));
        }
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

    /** What a commit changes in the files of its parent. */
    CommitChanges readChanges(Project project, String commit) {
        return CommitChanges.read(repositoryLocator.open(project), commit);
    }

    /** The patch, byte for byte what {@code git apply} needs; empty if the run has none. */
    public byte[] diff(Project project, RunId run) {
        Repository repository = repositoryLocator.open(project);
        return branchExists(repository.git(), run) ? new ProjectPatch(repository, run).toBytes() : new byte[0];
    }

    /** The files and hunks of the patch, which can be applied separately; empty if the run has none. */
    public List<PatchFile> listFiles(Project project, RunId run) {
        Repository repository = repositoryLocator.open(project);
        return branchExists(repository.git(), run) ? new ProjectPatch(repository, run).listFiles() : List.of();
    }

    /**
     * Applies all selected parts to the user's working tree and its submodules, or none of them. Uploaded files have to
     * have the parts already, which is only recorded.
     *
     * @param selections empty for all remaining parts
     * @return the number of hunks and whole files that are not applied yet
     * @throws AgentException CONFLICT if the working tree has conflicting changes; NOTHING_TO_APPLY without a branch
     */
    public int apply(Project project, RunId run, List<PatchSelection> selections) {
        if (project.kind() == ProjectKind.GIT) {
            throw new AgentException(
                    ErrorCode.CONFLICT,
                    "project " + project.id() + " is a git project, so this server has no working tree to apply to; the"
                            + " patch is the branch " + branchName(run) + ": push that branch to " + project.path()
                            + ", or apply the output of `codeagent diff " + run + "` in a clone with `git apply`");
        }
        Repository repository = repositoryLocator.open(project);
        var journal = ApplyJournal.of(repositoryLocator, project);
        synchronized (ApplyJournal.lock(repositoryLocator, project)) {
            journal.recover(repository);
            requireBranch(repository.git(), run);
            var patch = new ProjectPatch(repository, run);
            return project.kind() == ProjectKind.UPLOAD
                    ? patch.record(selections)
                    : patch.apply(selections, journal, repositoryLocator.hasOwnRepository(project));
        }
    }

    /**
     * What an apply to uploaded files would change, as a patch for {@code git apply}; the client that has the files
     * applies it, uploads them again, and then calls {@link #apply}.
     *
     * @param selections empty for all remaining parts
     * @throws AgentException CONFLICT if the files have conflicting changes; NOTHING_TO_APPLY without a branch
     */
    public byte[] merge(Project project, RunId run, List<PatchSelection> selections) {
        Repository repository = repositoryLocator.open(project);
        synchronized (ApplyJournal.lock(repositoryLocator, project)) {
            requireBranch(repository.git(), run);
            return new ProjectPatch(repository, run).merge(selections);
        }
    }

    /** Whether the user applied at least a part of the patch. */
    public boolean hasAppliedChanges(Project project, RunId run) {
        return PatchPart.findUsable(repositoryLocator.open(project), run).stream()
                .anyMatch(part -> hasAppliedChanges(part, run));
    }

    /** What was applied and taken out again leaves the tree of the base. */
    private static boolean hasAppliedChanges(PatchPart part, RunId run) {
        String applied = AppliedPatchState.refName(run);
        return part.git().succeeds("rev-parse", "--verify", "--quiet", applied)
                && !(part.hasBranch(run)
                        && part.git().succeeds("diff", "--quiet", applied, branchRef(run) + "~1", "--"));
    }

    /**
     * Deletes the branch and the run's base.
     *
     * @throws AgentException NOTHING_TO_APPLY without a branch
     */
    public void discard(Project project, RunId run) {
        Repository repository = repositoryLocator.open(project);
        synchronized (ApplyJournal.lock(repositoryLocator, project)) {
            ApplyJournal.of(repositoryLocator, project).recover(repository);
            requireBranch(repository.git(), run);
            ProjectPatch.discard(repository, run);
        }
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
                    GitPaths.display(fields[i + 1]),
                    statusName(fields[i].strip()),
                    parseCount(n[0]),
                    parseCount(n[1])));
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

    static String branchName(RunId run) {
        return "codeagent/" + run;
    }

    private static String toSubject(String message) {
        String line = message.strip().lines().findFirst().orElse("Changes by agents");
        return line.length() <= MAX_SUBJECT_LENGTH ? line : line.substring(0, MAX_SUBJECT_LENGTH - 1) + "…";
    }
}
