package dev.codeagent.bench.escapes;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.PatchText;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.TimeFactor;
import dev.codeagent.config.PathMapping;
import dev.codeagent.projects.RunBranchStore;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.sandbox.ProgressListener;
import dev.codeagent.sandbox.ProjectPreparer;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SandboxLauncher;
import dev.codeagent.sandbox.Workspace;
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

/** A user's repository, the clone of a run and its sandbox, created with the code that the server uses for a run. */
final class SandboxFixture implements AutoCloseable {
    private static final AtomicLong COUNT = new AtomicLong();

    private final SandboxLauncher launcher;
    private final Project project;
    private Workspace workspace;
    private final RunBranchStore branches;
    private final WorkspaceStore workspaceStore;
    private Sandbox sandbox;
    private boolean online;
    private String packageLayer = "";

    private SandboxFixture(SandboxLauncher launcher, Project project, Workspace workspace, Path data) {
        this.launcher = launcher;
        this.project = project;
        this.workspace = workspace;
        this.branches = new RunBranchStore(data, PathMapping.IDENTITY);
        this.workspaceStore = new WorkspaceStore(data, PathMapping.IDENTITY);
        this.sandbox = launcher.open(workspace, false);
    }

    /** @param hostileSetup shell commands that make the user's repository hostile; empty for none */
    static SandboxFixture open(SandboxLauncher launcher, Path folder, String hostileSetup)
            throws IOException, InterruptedException {
        long number = COUNT.incrementAndGet();
        Path repository = folder.resolve("projects").resolve("p" + number);
        GitRepository.create(repository);
        if (!hostileSetup.isEmpty()) {
            runShell(hostileSetup, repository);
        }
        Path data = folder.resolve("data");
        var project =
                new Project(new ProjectId("p" + number), "hostile", repository.toString(), "local", Instant.now());
        return runWithTimeout(TimeFactor.of(120), () -> {
            Workspace workspace =
                    new WorkspaceStore(data, PathMapping.IDENTITY).openOrCreate(project, new RunId("r" + number));
            return new SandboxFixture(launcher, project, workspace, data);
        });
    }

    private static void runShell(String command, Path directory) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-ec", command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("the 'project' commands failed in " + directory + ": " + output.strip());
        }
    }

    /** @throws HangException if the call does not end within {@code seconds} */
    ToolResult call(String tool, jakarta.json.JsonObject arguments, long seconds) {
        return runWithTimeout(
                seconds, () -> sandbox.call(new ToolCall("c" + COUNT.incrementAndGet(), tool, arguments)));
    }

    /** Performs an action of the server and returns the text that a user would see. */
    String performServerAction(CaseStep.ServerAction step, long seconds) {
        return runWithTimeout(seconds, () -> switch (step) {
            case REOPEN -> {
                reopen(false);
                yield "";
            }
            case NEXT -> {
                workspace = workspaceStore.openOrCreate(project, new RunId("n" + COUNT.incrementAndGet()));
                reopen(false);
                yield "";
            }
            case PACKAGES -> {
                openForPackages();
                yield "";
            }
            case ONLINE -> {
                if (!online) {
                    reopen(true);
                }
                yield "";
            }
            case BESIDE -> {
                launcher.open(workspaceStore.openOrCreate(project, new RunId("b" + COUNT.incrementAndGet())), false)
                        .close();
                yield "";
            }
            case PREPARE -> {
                var preparer = new ProjectPreparer(launcher.name());
                var info = sandbox.projectInfo();
                if (preparer.needsNetwork(workspace, info)) {
                    preparer.fetchDependencies(workspace, info, sandbox, "c" + COUNT.incrementAndGet());
                }
                yield "";
            }
            case EXPORT ->
                branches.commit(project, workspace.run(), workspace.baseCommit(), sandbox.exportPatch(), "Escape")
                                .files()
                                .toString()
                        + PatchText.decode(branches.diff(project, workspace.run()));
            case FRESH -> {
                String commit = branches.commit(
                                project, workspace.run(), workspace.baseCommit(), sandbox.exportPatch(), "Escape")
                        .id();
                sandbox.close();
                sandbox = launcher.open(
                        workspaceStore.createForTests(
                                project,
                                workspace.run(),
                                1,
                                RunBranchStore.branchRef(workspace.run()),
                                commit,
                                workspace.baseCommit(),
                                ProgressListener.NO_OP),
                        false);
                yield "";
            }
            case APPLY -> {
                branches.apply(project, workspace.run(), List.of());
                yield "";
            }
        });
    }

    private void openForPackages() {
        sandbox.close();
        online = false;
        packageLayer = "p" + COUNT.incrementAndGet();
        sandbox = launcher.openForPackages(workspace, packageLayer);
    }

    private void reopen(boolean preparation) {
        sandbox.close();
        if (!packageLayer.isEmpty()) {
            launcher.addPackages(workspace, packageLayer);
            packageLayer = "";
        }
        sandbox = launcher.open(workspace, preparation);
        online = preparation;
    }

    /** An operation did not end within its time limit. */
    static final class HangException extends RuntimeException {
        private static final long serialVersionUID = 1;

        HangException(long seconds) {
            super("did not end within " + seconds + " s");
        }
    }

    /** Runs the work on a separate thread; a thread that hangs is abandoned. */
    private static <T> T runWithTimeout(long seconds, Callable<T> work) {
        var task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().start(task);
        try {
            return task.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new HangException(seconds);
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

    /** Removes the run's volumes too, which a server keeps for undo; here they would fill the disk. */
    @Override
    public void close() {
        sandbox.close();
        if (launcher.name().equals("docker")) {
            runShellQuietly("docker volume ls -q --filter label=dev.codeagent.project="
                    + project.id().value() + " | xargs -r docker volume rm");
        }
    }

    private static void runShellQuietly(String command) {
        try {
            var builder = new ProcessBuilder("sh", "-c", command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("DOCKER_HOST", LauncherFactory.engineAddress());
            builder.start().waitFor();
        } catch (IOException e) {
            // The volumes remain and only take disk space.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
