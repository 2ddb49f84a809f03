package dev.codeagent.executor;

import dev.codeagent.executor.builds.MavenTests;
import dev.codeagent.executor.builds.TestRunner;
import dev.codeagent.executor.commands.CommandTools;
import dev.codeagent.executor.commands.Commands;
import dev.codeagent.executor.commands.ProcessTree;
import dev.codeagent.executor.files.DiskLimit;
import dev.codeagent.executor.files.ReadTools;
import dev.codeagent.executor.files.SearchTool;
import dev.codeagent.executor.files.Workspace;
import dev.codeagent.executor.files.WriteTools;
import dev.codeagent.executor.git.Git;
import dev.codeagent.executor.git.GitTools;
import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.CallStore;
import dev.codeagent.executor.tool.Digest;
import dev.codeagent.executor.tool.Tool;
import dev.codeagent.executor.tool.Tools;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A workspace with its tools. It holds a lock: two executors never work on one workspace. */
final class OpenWorkspace implements AutoCloseable {
    private final FileChannel lock;
    private final Commands commands;
    private final Tools tools;
    private final Import clone;

    private OpenWorkspace(FileChannel lock, Commands commands, Tools tools, Import clone) {
        this.lock = lock;
        this.commands = commands;
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
        var disk = new DiskLimit(List.of(workspace.root(), results), opening.diskBytes());
        var commands = new Commands(new Commands.Surroundings(workspace.root(), environment(opening), disk, tree));
        var git = new Git(commands);
        var clone = new Import(workspace.root(), results, git);
        Supplier<String> base = opening.base().isEmpty() ? clone::commit : opening::base;
        var tools = new Tools(
                table(opening, workspace, commands, new GitTools(workspace, git, base, scratch)),
                new CallStore(results));
        return new OpenWorkspace(lock, commands, tools, clone);
    }

    /** Tells this workspace's processes from others of the machine. */
    static ProcessTree tree(Path results) {
        String scope = Digest.of(results.toAbsolutePath().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .substring(0, 12);
        return new ProcessTree(scope, ProcessTree.isAlone(System.getenv()));
    }

    private static Map<String, String> environment(Opening opening) {
        return opening.environment();
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            System.err.println("waiting for the executor that still works here");
            channel.lock();
        }
        return channel;
    }

    private static Map<String, Tool> table(Opening opening, Workspace workspace, Commands commands, GitTools git) {
        var tools = new HashMap<String, Tool>();
        var disk = commands.surroundings().disk();
        var read = new ReadTools(workspace);
        tools.put("read_file", new Tool.Reading(read::read));
        tools.put("list_files", new Tool.Reading(read::list));
        tools.put("stat", new Tool.Reading(read::stat));
        tools.put("search", new Tool.Reading(new SearchTool(workspace)::search));
        var write = new WriteTools(workspace, disk);
        tools.put("write_file", write.write());
        tools.put("edit_file", write.edit());
        tools.put("run_command", new Tool.Once(new CommandTools(workspace, commands, opening.limit())::run));
        tools.put("git_diff", new Tool.Reading(git::diff));
        tools.put("git_log", new Tool.Reading(git::log));
        tools.put("workspace_export", new Tool.Reading(git::export));
        List<TestRunner> runners = List.of(new MavenTests(workspace, commands, opening.maven(), opening.limit()));
        tools.put(
                "run_tests",
                new Tool.Once(call ->
                        TestRunner.find(runners).run(call, call.arguments().text("filter", ""))));
        return tools;
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
        lock.close();
    }
}
