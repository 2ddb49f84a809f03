package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.PatchFile;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.RunEvent.FileChange;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.HostPaths;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A run's patch as a commit on {@code codeagent/RUN} in the user's repository, made through a temporary index: the working
 * tree changes only when the user takes it, or parts of it.
 */
public final class RunBranch {
    private static final int SUBJECT = 72;

    private final Repositories repositories;
    /** One merge into a project's tree at a time. */
    private final Map<ProjectId, Object> doors = new ConcurrentHashMap<>();

    public RunBranch(Path data, HostPaths paths) {
        this.repositories = new Repositories(data, paths);
    }

    /** The commit on its branch and the files that it changes. */
    public record Commit(String branch, String commit, List<FileChange> files) {
        public Commit {
            files = List.copyOf(files);
        }
    }

    /** Makes the commit; made again, the branch points to the new one. */
    public Commit commit(Project project, RunId run, String base, byte[] patch, String message) {
        Git git = repositories.of(project);
        String tree = Git.withTemporaryIndex(index -> {
            var made = new Index(git, index).read(base);
            if (patch.length > 0) { // After an undo there may be nothing left.
                made.apply(patch);
            }
            return made.tree();
        });
        String commit = Workspaces.commitTree(git, tree, base, subject(message) + "\n\nRun: " + run);
        git.run("update-ref", "refs/heads/" + branch(run), commit);
        return new Commit(branch(run), commit, files(git, base, commit));
    }

    /** The patch as text; empty where the run has none. */
    public String diff(Project project, RunId run) {
        Git git = repositories.of(project);
        if (!exists(git, run)) {
            return "";
        }
        return new String(patch(git, run), StandardCharsets.UTF_8);
    }

    /** The patch in the parts in which it can be taken; empty where the run has none. */
    public List<PatchFile> parts(Project project, RunId run) {
        Git git = repositories.of(project);
        return exists(git, run) ? new Acceptance(git, run, branch(run)).parts() : List.of();
    }

    /**
     * All of the parts or, with CONFLICT, nothing of them.
     *
     * @param parts empty for all that is left
     * @return how many hunks and whole files are still left
     */
    public int apply(Project project, RunId run, List<PatchSelection> parts) {
        Git git = repositories.of(project);
        synchronized (door(project)) {
            requireBranch(git, run);
            return new Acceptance(git, run, branch(run)).take(parts).left();
        }
    }

    /** Whether the user took something of the patch. */
    public boolean tookSomething(Project project, RunId run) {
        return repositories.of(project).succeeds("rev-parse", "--verify", "--quiet", Accepted.ref(run));
    }

    /** Deletes the branch and the run's base. */
    public void discard(Project project, RunId run) {
        Git git = repositories.of(project);
        synchronized (door(project)) {
            requireBranch(git, run);
            git.run("update-ref", "-d", Accepted.ref(run));
            git.run("update-ref", "-d", Workspaces.baseRef(run));
            // Last: as long as it is there, a discard that was cut off can be asked for again.
            git.run("update-ref", "-d", "refs/heads/" + branch(run));
        }
    }

    private Object door(Project project) {
        return doors.computeIfAbsent(project.id(), id -> new Object());
    }

    private static byte[] patch(Git git, RunId run) {
        return git.bytes(
                "diff",
                "--no-ext-diff",
                "--no-textconv",
                "--no-color",
                "--no-renames",
                branch(run) + "~1",
                branch(run));
    }

    private static List<FileChange> files(Git git, String base, String commit) {
        String status = git.run("diff-tree", "-r", "--name-status", "--no-renames", "-z", base, commit);
        String counts = git.run("diff-tree", "-r", "--numstat", "--no-textconv", "--no-renames", "-z", base, commit);
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
            files.add(new FileChange(fields[i + 1], word(fields[i].strip()), number(n[0]), number(n[1])));
        }
        return files;
    }

    private static String word(String letter) {
        return switch (letter) {
            case "A" -> "added";
            case "D" -> "deleted";
            default -> "modified";
        };
    }

    private static int number(String text) {
        return text.equals("-") ? 0 : Integer.parseInt(text.strip()); // "-": binary, git counts no lines.
    }

    private static void requireBranch(Git git, RunId run) {
        if (!exists(git, run)) {
            throw new AgentException(
                    ErrorCode.NOTHING_TO_APPLY,
                    "run " + run + " has no branch " + branch(run) + ": it changed nothing, or was discarded");
        }
    }

    private static boolean exists(Git git, RunId run) {
        return git.succeeds("rev-parse", "--verify", "--quiet", "refs/heads/" + branch(run));
    }

    private static String branch(RunId run) {
        return "codeagent/" + run;
    }

    private static String subject(String message) {
        String line = message.strip().lines().findFirst().orElse("Agents' work");
        return line.length() <= SUBJECT ? line : line.substring(0, SUBJECT - 1) + "…";
    }
}
