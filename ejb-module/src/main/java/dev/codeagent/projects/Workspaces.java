package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.HostPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    /** The run's workspace; its base is taken at the first call. */
    public Workspace open(Project project, RunId run) {
        Path home = data.resolve("workspaces").resolve(run.value());
        Path complete = home.resolve("base");
        try {
            if (!Files.exists(complete)) {
                FileTrees.delete(home);
                Files.createDirectories(home.resolve("results"));
                Workspace.Base base = snapshot(project, run);
                Path partial = home.resolve("base.new");
                Files.writeString(partial, base.commit() + " " + base.uncommittedIncluded());
                Files.move(partial, complete);
            }
            return made(project, run, home);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * The text of a file as it is in a commit of the project; empty where the commit has none. It comes from the repository,
     * never from a workspace, which agents change.
     *
     * @throws AgentException WORKSPACE_FAILED where it is no file of at most a megabyte
     */
    public Optional<String> textAt(Project project, String commit, String path) {
        return new CommitFiles(repositories.of(project), commit).text(path);
    }

    /** The workspace of a run that had one; WORKSPACE_FAILED where it is gone. */
    public Workspace existing(Project project, RunId run) {
        Path home = data.resolve("workspaces").resolve(run.value());
        if (!Files.exists(home.resolve("base"))) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "the workspace of run " + run + " is not there (any more); its patch is on its branch");
        }
        try {
            return made(project, run, home);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private Workspace made(Project project, RunId run, Path home) throws IOException {
        String[] base = Files.readString(home.resolve("base")).split(" ");
        return new Workspace(
                run,
                project.id(),
                home,
                Files.createDirectories(cache(project)),
                new Workspace.Base(base[0], Boolean.parseBoolean(base[1])),
                new WorkspaceSource(repositories.of(project), baseRef(run), base[0]));
    }

    /** Where the server finds the project's own folder. */
    public Path folder(Project project) {
        return repositories.folder(project);
    }

    /** The folder of dependencies that belongs to the project alone. */
    public Path cache(Project project) {
        return data.resolve("projects").resolve(project.id().value()).resolve("cache");
    }

    private Workspace.Base snapshot(Project project, RunId run) {
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
        return new Workspace.Base(commit, uncommitted && !head.isEmpty());
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

    static AgentException failed(IOException e) {
        boolean full = String.valueOf(e.getMessage()).contains("No space left");
        return new AgentException(
                full ? ErrorCode.STORAGE_FULL : ErrorCode.WORKSPACE_FAILED,
                "the run's workspace cannot be made: " + e.getMessage(),
                e);
    }
}
