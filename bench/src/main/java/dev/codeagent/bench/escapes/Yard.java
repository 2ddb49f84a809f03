package dev.codeagent.bench.escapes;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.bench.rig.Repository;
import dev.codeagent.config.HostPaths;
import dev.codeagent.projects.RunBranch;
import dev.codeagent.projects.Workspace;
import dev.codeagent.projects.Workspaces;
import dev.codeagent.sandbox.Preparation;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SandboxLauncher;
import dev.codeagent.tools.ToolCall;
import dev.codeagent.tools.ToolResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** A user's repository, a run's clone of it and a sandbox on that: what a server would make for a run, by its own means. */
final class Yard implements AutoCloseable {
    private static final AtomicLong COUNT = new AtomicLong();

    private final SandboxLauncher launcher;
    private final Project project;
    private final Workspace workspace;
    private final RunBranch branches;
    private final Workspaces workspaces;
    private Sandbox sandbox;

    private Yard(SandboxLauncher launcher, Project project, Workspace workspace, Path data) {
        this.launcher = launcher;
        this.project = project;
        this.workspace = workspace;
        this.branches = new RunBranch(data, HostPaths.SAME);
        this.workspaces = new Workspaces(data, HostPaths.SAME);
        this.sandbox = launcher.open(workspace, false);
    }

    /** @param hostile makes the user's repository so */
    static Yard open(SandboxLauncher launcher, Path folder, String hostile) throws IOException, InterruptedException {
        long number = COUNT.incrementAndGet();
        Path home = folder.resolve("projects").resolve("p" + number);
        Repository.create(home);
        if (!hostile.isEmpty()) {
            shell(hostile, home);
        }
        Path data = folder.resolve("data");
        var project = new Project(new ProjectId("p" + number), "hostile", home.toString(), "local", Instant.now());
        return within(120, () -> {
            Workspace workspace = new Workspaces(data, HostPaths.SAME).open(project, new RunId("r" + number));
            return new Yard(launcher, project, workspace, data);
        });
    }

    private static void shell(String command, Path directory) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-ec", command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("the repository could not be made hostile: " + output.strip());
        }
    }

    /** TimeoutException is told as a HANG by {@link Hang}. */
    ToolResult call(String tool, jakarta.json.JsonObject arguments, long seconds) {
        return within(seconds, () -> sandbox.call(new ToolCall("c" + COUNT.incrementAndGet(), tool, arguments)));
    }

    /** What the server does; gives what of it a user would see. */
    String server(Step.Server step, long seconds) {
        return within(seconds, () -> switch (step) {
            case REOPEN -> {
                sandbox.close();
                sandbox = launcher.open(workspace, false);
                yield "";
            }
            case BESIDE -> {
                launcher.open(workspaces.open(project, new RunId("b" + COUNT.incrementAndGet())), false)
                        .close();
                yield "";
            }
            case PREPARE -> {
                var preparation = new Preparation(launcher.name());
                var info = sandbox.project();
                if (preparation.needsNetwork(workspace, info)) {
                    preparation.fetch(workspace, info, sandbox, "c" + COUNT.incrementAndGet());
                }
                yield "";
            }
            case EXPORT ->
                branches.commit(project, workspace.run(), workspace.base(), sandbox.exportPatch(), "Escape")
                                .files()
                                .toString()
                        + branches.diff(project, workspace.run());
            case APPLY -> {
                branches.apply(project, workspace.run(), List.of());
                yield "";
            }
        });
    }

    /** Something did not end in its time. */
    static final class Hang extends RuntimeException {
        private static final long serialVersionUID = 1;

        Hang(long seconds) {
            super("no end within " + seconds + " s");
        }
    }

    /** On a thread of its own: what hangs is left behind. */
    private static <T> T within(long seconds, Callable<T> work) {
        var task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().start(task);
        try {
            return task.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new Hang(seconds);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AgentException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A server keeps a run's volumes for its undo; here they would fill the disk. */
    @Override
    public void close() {
        sandbox.close();
        if (launcher.name().equals("docker")) {
            shellQuietly("docker volume ls -q --filter label=dev.codeagent.project="
                    + project.id().value() + " | xargs -r docker volume rm");
        }
    }

    private static void shellQuietly(String command) {
        try {
            var builder = new ProcessBuilder("sh", "-c", command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("DOCKER_HOST", Places.engine());
            builder.start().waitFor();
        } catch (IOException e) {
            // What is left is only disk.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
