package dev.codeagent.sandbox;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.sandbox.egress.EgressRequestCounts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;

/**
 * The egress proxy of one bubblewrap sandbox: a process of the host with a constructed environment. It listens on a
 * socket file only, which is mounted into the sandbox, and ends with the sandbox or the server.
 */
final class EgressProxyProcess implements AutoCloseable {
    /** The mount path of the directory with the socket in the sandbox. */
    static final String MOUNT_PATH = "/opt/egress";

    static final String SOCKET_PATH = MOUNT_PATH + "/proxy.sock";
    private static final Logger LOG = Logger.getLogger(EgressProxyProcess.class.getName());

    private final Process process;
    private final Path directory;

    private EgressProxyProcess(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    /** Starts the proxy; a client in the sandbox waits until it listens. */
    static EgressProxyProcess start(LauncherSettings settings, String project, Map<String, String> rules) {
        try {
            // Not in the data directory: the path of a socket has at most 107 bytes.
            Path directory = Files.createTempDirectory("codeagent-egress");
            String jar = settings.executor().jar().toString();
            var command = new ArrayList<>(
                    List.of(settings.executor().runtime().resolve("bin/java").toString()));
            command.addAll(ExecutorJvmOptions.forJar(jar));
            command.addAll(List.of("-Xmx64m", "-cp", jar, "dev.codeagent.egress.EgressProxy"));
            var builder =
                    new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
            builder.environment().clear();
            builder.environment().putAll(rules);
            builder.environment()
                    .put("EGRESS_SOCKET", directory.resolve("proxy.sock").toString());
            builder.environment().put("EGRESS_LIFETIME", "stdin");
            Process process = builder.start();
            settings.threads().newThread(() -> logRequests(process, project)).start();
            return new EgressProxyProcess(process, directory);
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.SANDBOX_FAILED, "the egress proxy of the sandbox cannot start: " + e.getMessage(), e);
        }
    }

    /** A directory that only this user can read, mounted into the sandbox read-only. */
    Path directory() {
        return directory;
    }

    private static void logRequests(Process process, String project) {
        var counts = new EgressRequestCounts();
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                counts.add(line);
            }
        } catch (IOException e) {
            LOG.fine("egress log ended project=" + project + " error=" + e.getMessage());
        }
        counts.log(project);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            Files.deleteIfExists(directory.resolve("proxy.sock"));
            Files.deleteIfExists(directory.resolve("settings.xml"));
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            LOG.warning("egress directory not removed path=" + directory + " error=" + e.getMessage());
        }
    }
}
