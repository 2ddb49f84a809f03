package dev.codeagent.bench.escapes.server;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.projects.RunBranchStore;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.sandbox.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Everything that the server's git does with a user's repository, from the snapshot to the merge into its files. */
final class HostGitOperations {
    private static final byte[] PATCH = """
            diff --git a/a.txt b/a.txt
            --- a/a.txt
            +++ b/a.txt
            @@ -1,2 +1,2 @@
             one
            -two
            +deux
            """.getBytes(StandardCharsets.UTF_8);

    private HostGitOperations() {}

    /** Runs them in a process of its own, so that it can have another locale; the argument is the directory. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        snapshot(folder, "run-1");
        apply(folder, "run-1");
    }

    static Project project(Path folder) {
        return new Project(new ProjectId("p-1"), "tree", folder.resolve("tree").toString(), "local", Instant.EPOCH);
    }

    /** The workspace of a run of the project in {@code folder/tree}. */
    static Path snapshot(Path folder, String run) {
        Workspace workspace = new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY)
                .openOrCreate(project(folder), new RunId(run));
        return workspace.directory();
    }

    /** A run's patch on its branch, shown, merged with a change of the user, and deleted. */
    static void apply(Path folder, String run) throws IOException {
        var id = new RunId(run);
        var workspaces = new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY);
        var branches = new RunBranchStore(folder.resolve("data"), PathMapping.IDENTITY);
        Project project = project(folder);
        branches.commit(project, id, workspaces.openExisting(project, id).baseCommit(), PATCH, "Escape");
        branches.diff(project, id);
        branches.listFiles(project, id);
        Files.writeString(folder.resolve("tree/a.txt"), "zero\none\ntwo\n");
        try {
            branches.apply(project, id, List.of());
        } catch (AgentException e) {
            // A repository may make the merge impossible; only what git executes meanwhile counts.
        }
        branches.discard(project, id);
    }

    /** The same in a new process with the given locale; returns its output. */
    static String runWithLocale(Path folder, String locale) throws IOException, InterruptedException {
        var command = List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                HostGitOperations.class.getName(),
                folder.toString());
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", locale);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
