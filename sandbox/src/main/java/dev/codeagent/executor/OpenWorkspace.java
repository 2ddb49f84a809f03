package dev.codeagent.executor;

import dev.codeagent.executor.builds.BuildPlace;
import dev.codeagent.executor.builds.BuildTools;
import dev.codeagent.executor.commands.Background;
import dev.codeagent.executor.commands.Commands;
import dev.codeagent.executor.commands.ProcessTree;
import dev.codeagent.executor.files.DiskLimit;
import dev.codeagent.executor.files.Workspace;
import dev.codeagent.executor.git.Git;
import dev.codeagent.executor.git.GitTools;
import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.CallStore;
import dev.codeagent.executor.tool.Digest;
import dev.codeagent.executor.tool.Tools;
import dev.codeagent.executor.undo.Undo;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Supplier;

/** A workspace with its tools. It holds a lock: two executors never work on one workspace. */
final class OpenWorkspace implements AutoCloseable {
    private final FileChannel lock;
    private final Commands commands;
    private final Background background;
    private final Tools tools;
    private final Import clone;

    private OpenWorkspace(FileChannel lock, Commands commands, Background background, Tools tools, Import clone) {
        this.lock = lock;
        this.commands = commands;
        this.background = background;
        this.tools = tools;
        this.clone = clone;
    }

    /** Waits for an executor that still works there, and clears up after one that died. */
    static OpenWorkspace open(Opening opening, ProcessTree tree) throws IOException {
        Path results = Files.createDirectories(opening.results());
        FileChannel lock = lock(results.resolve("lock"));
        tree.endLeftovers();
        Path scratch = Files.createDirectories(results.resolve("scratch"));
        var workspace = Workspace.of(opening.workspace());
        var disk = new DiskLimit(
                bounded(workspace.root(), results, opening.home()), results.resolve("undo"), opening.diskBytes());
        var commands = new Commands(new Commands.Surroundings(workspace.root(), opening.environment(), disk, tree));
        var background = new Background(commands);
        var settings = MavenSettings.lay(opening);
        var git = new Git(commands);
        var clone = new Import(workspace.root(), results, git);
        Supplier<String> base = opening.base().isEmpty() ? clone::commit : opening::base;
        // Beside the disk of the workspace, and larger: whoever has filled that must be able to make room.
        var undo = new Undo(
                workspace.root(), results.resolve("undo"), new TrackedFolders(commands, base), 2 * opening.diskBytes());
        var tools = new ToolTable(opening, workspace, commands)
                .files()
                .commands()
                .processes(background)
                .git(new GitTools(workspace, git, base, scratch))
                .builds(new BuildTools(place(opening, workspace, commands, scratch), git, settings))
                .undo(new UndoTools(undo))
                .tools();
        var calls = new CallStore(results, new UndoWitness(undo));
        if (calls.interrupted()) {
            workspace.sweep();
        }
        return new OpenWorkspace(lock, commands, background, new Tools(tools, calls), clone);
    }

    /** A home that is the sandbox's own holds caches that programs can fill as well; another's is not the run's to bound. */
    private static List<Path> bounded(Path workspace, Path results, Path home) {
        return ProcessTree.isAlone(System.getenv()) ? List.of(workspace, results, home) : List.of(workspace, results);
    }

    /** Tells this workspace's processes from others of the machine. */
    static ProcessTree tree(Path results) {
        String scope = Digest.of(results.toAbsolutePath().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .substring(0, 12);
        return new ProcessTree(scope, ProcessTree.isAlone(System.getenv()));
    }

    private static BuildPlace place(Opening opening, Workspace workspace, Commands commands, Path scratch) {
        return new BuildPlace(workspace, commands, opening.limit(), opening.network(), opening.home(), scratch);
    }

    private static FileChannel lock(Path file) throws IOException {
        // Commands can write here, and a pipe would be waited for without end.
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(file);
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            System.err.println("waiting for the executor that still works here");
            channel.lock();
        }
        return channel;
    }

    JsonObject call(String tool, Call call) {
        return tools.call(tool, call);
    }

    Import imports() {
        return clone;
    }

    void ready() {
        commands.ready();
    }

    void cancel() {
        commands.cancel();
    }

    @Override
    public void close() throws IOException {
        background.close();
        lock.close();
    }
}
