package dev.codeagent.executor;

import dev.codeagent.executor.undo.Undo;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts the executor: {@code --workspace DIR --results DIR --base COMMIT [--timeout SECONDS] [--maven-option X]…}. When its
 * input ends (the server is gone) it finishes the running call, remembers the result and ends; the next executor of the
 * workspace waits for that.
 */
public final class ExecutorMain {
    private ExecutorMain() {}

    public static void main(String[] args) throws IOException {
        // Without it, each use of JSON searches all jars for an implementation.
        System.setProperty("jakarta.json.provider", "org.eclipse.parsson.JsonProviderImpl");
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        System.setOut(System.err);
        var options = new HashMap<String, String>();
        var maven = new ArrayList<String>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            if (args[i].equals("--maven-option")) {
                maven.add(args[i + 1]);
            } else {
                options.put(args[i], args[i + 1]);
            }
        }
        for (String needed : List.of("--workspace", "--results", "--base")) {
            if (!options.containsKey(needed)) {
                System.err.println("option " + needed + " is missing");
                System.exit(2);
            }
        }
        Path results = Path.of(options.get("--results"));
        Files.createDirectories(results);
        try (FileChannel channel =
                        FileChannel.open(results.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(channel)) {
            serve(options, maven, results, out);
        }
        System.exit(0);
    }

    private static FileLock lock(FileChannel channel) throws IOException {
        FileLock lock = channel.tryLock();
        if (lock == null) {
            System.err.println("waiting for the executor that still works here");
            lock = channel.lock();
        }
        return lock;
    }

    private static void serve(Map<String, String> options, List<String> maven, Path results, PrintStream out)
            throws IOException {
        var workspace = Workspace.of(Path.of(options.get("--workspace")));
        var limit = Duration.ofSeconds(Long.parseLong(options.getOrDefault("--timeout", "600")));
        var commands = new Commands(workspace.root());
        Path scratch = Files.createDirectories(results.resolve("scratch"));
        var undo = new Undo(
                workspace.root(), results.resolve("undo"), new TrackedFolders(commands, options.get("--base")));
        var calls = new CallStore(results, new UndoWitness(undo));
        var tools = new Tools(
                workspace,
                new FileTools(workspace),
                new CommandTools(commands, limit),
                new GitTools(workspace, commands, options.get("--base"), scratch),
                List.of(new MavenTests(workspace, commands, maven, limit)),
                calls,
                new UndoTools(undo, calls));
        new McpServer(tools, commands, out).serve(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }
}
