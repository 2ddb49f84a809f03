package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.HostPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Makes a run's own clone of the user's tree, with what is uncommitted and untracked (not ignored) in it. The user's files,
 * index and HEAD are never touched: the snapshot is taken through a temporary index.
 */
public final class Workspaces {
    static final String AUTHOR = "Code Agent System";
    static final String EMAIL = "agents@codeagent.invalid";

    private final Path data;
    private final Repositories repositories;

    public Workspaces(Path data, HostPaths paths) {
        this.data = data;
        this.repositories = new Repositories(data, paths);
    }

    /** The run's workspace; made at the first call, half-made ones are made anew. */
    public Workspace open(Project project, RunId run) {
        Path home = data.resolve("workspaces").resolve(run.value());
        Path complete = home.resolve("base");
        try {
            if (!Files.exists(complete)) {
                FileTrees.delete(home);
                Files.createDirectories(home.resolve("results"));
                Snapshot snapshot = snapshot(project, run);
                checkOut(project, run, home.resolve("tree"), snapshot.commit());
                Path partial = home.resolve("base.new");
                Files.writeString(partial, snapshot.commit() + " " + snapshot.uncommitted());
                Files.move(partial, complete);
            }
            return made(project, home);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The workspace of a run that had one; WORKSPACE_FAILED where it is gone. */
    public Workspace existing(Project project, RunId run) {
        Path home = data.resolve("workspaces").resolve(run.value());
        if (!Files.exists(home.resolve("base"))
                || !Files.isDirectory(home.resolve("tree"), LinkOption.NOFOLLOW_LINKS)) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "the workspace of run " + run + " is not there (any more); its patch is on its branch");
        }
        try {
            return made(project, home);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private Workspace made(Project project, Path home) throws IOException {
        String[] base = Files.readString(home.resolve("base")).split(" ");
        return new Workspace(
                home.resolve("tree"),
                home.resolve("results"),
                Files.createDirectories(cache(project)),
                base[0],
                Boolean.parseBoolean(base[1]));
    }

    /** Where the server finds the project's own folder. */
    public Path folder(Project project) {
        return repositories.folder(project);
    }

    /** The folder of dependencies that belongs to the project alone. */
    public Path cache(Project project) {
        return data.resolve("projects").resolve(project.id().value()).resolve("cache");
    }

    private record Snapshot(String commit, boolean uncommitted) {}

    private Snapshot snapshot(Project project, RunId run) {
        Git git = repositories.of(project);
        String head = git.succeeds("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
                ? git.run("rev-parse", "HEAD^{commit}")
                : "";
        refuseSubmodules(git, head);
        String tree = Git.withTemporaryIndex(index -> {
            if (!head.isEmpty()) {
                git.withIndex(index, new byte[0], "read-tree", head);
            }
            List<String> add = BuildOutputs.addAll(
                    git.workTree(), arguments -> git.withIndex(index, new byte[0], arguments.toArray(String[]::new)));
            git.withIndex(index, new byte[0], add.toArray(String[]::new));
            return git.withIndex(index, new byte[0], "write-tree");
        });
        boolean uncommitted =
                head.isEmpty() || !git.run("rev-parse", head + "^{tree}").equals(tree);
        String commit = uncommitted ? commitTree(git, tree, head, "Uncommitted work when " + run + " began") : head;
        git.run("update-ref", baseRef(run), commit);
        return new Snapshot(commit, uncommitted && !head.isEmpty());
    }

    private static void refuseSubmodules(Git git, String head) {
        if (!head.isEmpty() && git.run("ls-tree", "-r", head).lines().anyMatch(l -> l.startsWith("160000 "))) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED, "this project has git submodules, which are not supported yet");
        }
    }

    static String commitTree(Git git, String tree, String parent, String message) {
        var arguments = new java.util.ArrayList<>(List.of("commit-tree", tree, "-m", message));
        if (!parent.isEmpty()) {
            arguments.addAll(List.of("-p", parent));
        }
        Git.Answer answer = git.call(
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
        if (answer.exitCode() != 0) {
            throw new AgentException(ErrorCode.WORKSPACE_FAILED, "git commit-tree failed: " + answer.error());
        }
        return answer.text().strip();
    }

    static String baseRef(RunId run) {
        return "refs/codeagent/base/" + run;
    }

    /** A repository of its own with the commit checked out: no remote, no hooks, nothing shared with the user's. */
    private void checkOut(Project project, RunId run, Path tree, String commit) throws IOException {
        Git source = repositories.of(project);
        Files.createDirectories(tree);
        Git clone = new Git(tree.resolve(".git"), tree);
        clone.run("init", "--quiet", "--template=");
        clone.run("config", "core.autocrlf", "false");
        clone.run("config", "user.name", AUTHOR);
        clone.run("config", "user.email", EMAIL);
        clone.run("fetch", "--quiet", "--no-tags", source.gitDir().toString(), baseRef(run) + ":refs/heads/base");
        clone.run("checkout", "--quiet", "--force", "-B", "work", commit);
    }

    private static AgentException failed(IOException e) {
        boolean full = String.valueOf(e.getMessage()).contains("No space left");
        return new AgentException(
                full ? ErrorCode.STORAGE_FULL : ErrorCode.WORKSPACE_FAILED,
                "the run's workspace cannot be made: " + e.getMessage(),
                e);
    }
}
