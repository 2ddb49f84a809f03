package dev.codeagent.executor;

import dev.codeagent.executor.builds.BuildEnvironment;
import dev.codeagent.executor.builds.BuildTools;
import dev.codeagent.executor.commands.BackgroundProcesses;
import dev.codeagent.executor.commands.ProcessContext;
import dev.codeagent.executor.commands.ProcessRunner;
import dev.codeagent.executor.commands.ProcessSpec;
import dev.codeagent.executor.commands.ProcessTree;
import dev.codeagent.executor.files.DiskQuota;
import dev.codeagent.executor.files.FileTree;
import dev.codeagent.executor.files.Workspace;
import dev.codeagent.executor.git.Git;
import dev.codeagent.executor.git.GitTools;
import dev.codeagent.executor.jdk.ProjectJdk;
import dev.codeagent.executor.tool.Digest;
import dev.codeagent.executor.tool.IdempotencyStore;
import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolDispatcher;
import dev.codeagent.executor.undo.WorkspaceUndo;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** An open workspace with its tools. A file lock ensures that only one executor works on it. */
final class OpenWorkspace implements AutoCloseable {
    private static final Duration TRACKED_TIMEOUT = Duration.ofSeconds(30);

    private final FileChannel lock;
    private final Path scratch;
    private final ProcessRunner runner;
    private final BackgroundProcesses backgroundProcesses;
    private final ToolDispatcher dispatcher;
    private final BundleImport bundleImport;

    private OpenWorkspace(
            FileChannel lock,
            Path scratch,
            ProcessRunner runner,
            BackgroundProcesses backgroundProcesses,
            ToolDispatcher dispatcher,
            BundleImport bundleImport) {
        this.lock = lock;
        this.scratch = scratch;
        this.runner = runner;
        this.backgroundProcesses = backgroundProcesses;
        this.dispatcher = dispatcher;
        this.bundleImport = bundleImport;
    }

    /** Waits for an executor that still uses the workspace, and cleans up after one that was killed. */
    static OpenWorkspace open(WorkspaceConfig config, ProcessTree processTree) throws IOException {
        Path results = openResults(config.results());
        FileChannel lock = lock(results.resolve("lock"));
        processTree.killLeftovers();
        // Test runners and git write here, so it is not with the results, which no command can access.
        Path scratch = Files.createTempDirectory("codeagent-scratch-").toRealPath();
        var workspace = Workspace.of(config.workspace(), config.leftOut());
        var diskQuota = new DiskQuota(
                directoriesUnderQuota(workspace.root(), results, config.home()),
                results.resolve("undo"),
                config.diskBytes());
        var runner = new ProcessRunner(new ProcessContext(
                workspace.root(),
                config.environment(),
                new ProjectJdk(workspace::readTextIfPresent, config.environment())::environment,
                diskQuota,
                processTree));
        var backgroundProcesses = new BackgroundProcesses(runner);
        var mavenOptions = MavenSettingsWriter.write(config);
        var git = new Git(runner);
        var bundleImport = new BundleImport(workspace.root(), results, git);
        Supplier<String> base = config.base().isEmpty() ? bundleImport::importedCommit : config::base;
        // Outside of the workspace quota and larger: a run that filled the workspace must still be able to delete
        // files.
        var undo = new WorkspaceUndo(
                workspace.root(),
                results.resolve("undo"),
                directory -> isTracked(runner, base.get(), directory),
                2 * config.diskBytes());
        var gitTools = new GitTools(workspace, git, base, scratch);
        var tools = new ExecutorToolRegistry(config, workspace, runner)
                .addFileTools()
                .addCommandTools()
                .addProcessTools(backgroundProcesses)
                .addGitTools(gitTools)
                .addBuildTools(new BuildTools(buildEnvironment(config, workspace, runner, scratch), git, mavenOptions))
                .addUndoTools(new UndoTools(undo), new UnexportedFiles(workspace, gitTools, undo))
                .tools();
        var idempotencyStore = new IdempotencyStore(results, new UndoListener(undo));
        if (idempotencyStore.hasInterruptedCall()) {
            workspace.deletePartialWrites();
        }
        return new OpenWorkspace(
                lock, scratch, runner, backgroundProcesses, new ToolDispatcher(tools, idempotencyStore), bundleImport);
    }

    /**
     * Opens the directory of the results. In a sandbox it is the working directory of the executor, which no process can enter by a
     * path; so it is opened as the empty path. Commands start in another directory and cannot access the results.
     */
    private static Path openResults(Path results) throws IOException {
        return results.equals(Path.of(System.getProperty("user.dir"))) ? Path.of("") : Files.createDirectories(results);
    }

    /** Whether the base commit of the run has files below the directory. */
    private static boolean isTracked(ProcessRunner runner, String baseCommit, String directory) {
        var command = List.of(
                "git", "-c", "safe.directory=*", "--literal-pathspecs", "ls-tree", baseCommit, "--", directory + "/");
        Path workingDirectory = runner.context().workingDirectory();
        var outcome = runner.run(new ProcessSpec("undo-tracked", command, workingDirectory, TRACKED_TIMEOUT));
        return outcome.exitCode() == 0 && !outcome.stdout().isBlank();
    }

    /** The sandbox's own HOME counts, because programs can fill its caches; a shared HOME does not. */
    private static List<Path> directoriesUnderQuota(Path workspace, Path results, Path home) {
        return ProcessTree.hasOwnPidNamespace() ? List.of(workspace, results, home) : List.of(workspace, results);
    }

    /** Distinguishes the processes of this workspace from other processes of the machine. */
    static ProcessTree createProcessTree(Path results) {
        String scope = Digest.of(results.toAbsolutePath().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .substring(0, 12);
        return new ProcessTree(scope, ProcessTree.hasOwnPidNamespace());
    }

    private static BuildEnvironment buildEnvironment(
            WorkspaceConfig config, Workspace workspace, ProcessRunner runner, Path scratch) throws IOException {
        return new BuildEnvironment(
                workspace,
                config.subdirectory(),
                runner,
                config.commandTimeout(),
                config.network(),
                realPath(config.home()),
                scratch);
    }

    private static Path realPath(Path home) throws IOException {
        return Files.exists(home) ? home.toRealPath() : home.toAbsolutePath().normalize();
    }

    private static FileChannel lock(Path file) throws IOException {
        // Commands can write here, and opening a pipe would block forever.
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(file);
        }
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            System.err.println("waiting for another executor that still uses this workspace");
            channel.lock();
        }
        return channel;
    }

    JsonObject callTool(String tool, ToolCall call) {
        return dispatcher.dispatch(tool, call);
    }

    BundleImport bundleImport() {
        return bundleImport;
    }

    void resetCancellation() {
        runner.resetCancellation();
    }

    void cancel() {
        runner.cancel();
    }

    @Override
    public void close() throws IOException {
        backgroundProcesses.close();
        FileTree.delete(scratch);
        lock.close();
    }
}
