package dev.codeagent.executor;

import dev.codeagent.executor.mcp.McpServer;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * Starts the executor:
 * {@code --workspace DIR --results DIR --base COMMIT [--timeout SECONDS] [--disk-bytes N] [--egress SOCKET]
 * [--subdirectory DIR] [--maven-option X]…}. With {@code MCP_MODE=executor} in the environment and without {@code --workspace} it waits for {@code codeagent/open}.
 *
 * <p>When its input ends (the server is gone), the executor finishes the running call, stores the result and exits; the
 * next executor of the workspace waits for that.
 */
public final class ExecutorMain {
    private static final int LAST_JAVA_WITH_VFORK = 25;

    private ExecutorMain() {}

    public static void main(String[] args) throws IOException {
        // Without this property, each use of JSON searches all jars for a provider.
        System.setProperty("jakarta.json.provider", "org.eclipse.parsson.JsonProviderImpl");
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        System.setOut(System.err);
        initializeProcessSupport();
        var options = new HashMap<String, String>();
        var mavenOptions = new ArrayList<String>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            if (args[i].equals("--maven-option")) {
                mavenOptions.add(args[i + 1]);
            } else {
                options.put(args[i], args[i + 1]);
            }
        }
        boolean waitsForOpenRequest =
                "executor".equals(System.getenv("MCP_MODE")) && !options.containsKey("--workspace");
        try (var handler = new WorkspaceRequestHandler(
                waitsForOpenRequest ? System.getenv().getOrDefault("PROJECT_ID", "") : "")) {
            if (!waitsForOpenRequest) {
                requireOptions(options);
                handler.open(WorkspaceConfig.of(options, mavenOptions));
            }
            new McpServer(handler, out).serve(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        }
        System.exit(0);
    }

    /**
     * Loads the class that starts processes, with a launch mechanism that has no intermediate program. That program
     * would for a moment have the streams and the working directory of the executor, and commands could open them: it
     * does not have the protection of the executor. Stderr is muted, because newer JDKs warn about the mechanism, and
     * users cannot act on that warning.
     */
    private static void initializeProcessSupport() {
        if (Files.isDirectory(Path.of("/proc/self"))) {
            System.setProperty(
                    "jdk.lang.Process.launchMechanism",
                    Runtime.version().feature() <= LAST_JAVA_WITH_VFORK ? "VFORK" : "FORK");
        }
        PrintStream err = System.err;
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            Class.forName("java.lang.ProcessImpl");
        } catch (ClassNotFoundException e) {
            // A JDK with another implementation; a warning appears later.
        } finally {
            System.setErr(err);
        }
    }

    private static void requireOptions(HashMap<String, String> options) {
        for (String required : List.of("--workspace", "--results", "--base")) {
            if (!options.containsKey(required)) {
                System.err.println(
                        "option " + required + " is missing; --workspace, --results and --base are required");
                System.exit(2);
            }
        }
    }
}
