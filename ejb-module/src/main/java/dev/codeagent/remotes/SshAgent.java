package dev.codeagent.remotes;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An agent that holds one private key in memory for one connection, so that the key is in no file and no argument. */
final class SshAgent implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 2;

    private final Process process;
    private final Path socket;

    private SshAgent(Process process, Path socket) {
        this.process = process;
        this.socket = socket;
    }

    /**
     * Starts it with the key.
     *
     * @param directory a directory that only this user can read
     * @throws AgentException GIT_ACCESS_DENIED if the key cannot be read
     */
    static SshAgent start(Path directory, Secret key) {
        Path socket = directory.resolve("agent");
        try {
            var builder = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString());
            builder.environment().clear();
            builder.environment().putAll(RemoteProcess.standardEnvironment());
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            var agent = new SshAgent(process, socket);
            try {
                agent.awaitSocket();
                agent.add(key);
                return agent;
            } catch (RuntimeException | InterruptedException e) {
                agent.close();
                throw e;
            }
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.GIT_REMOTE_FAILED,
                    "ssh-agent cannot be started (" + e.getMessage() + "); install the OpenSSH client",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while ssh-agent was starting", e);
        }
    }

    private void awaitSocket() throws InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (!Files.exists(socket)) {
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                throw new AgentException(
                        ErrorCode.GIT_REMOTE_FAILED,
                        "ssh-agent does not work on this machine; check the OpenSSH client");
            }
        }
    }

    /** The key arrives through a pipe. */
    private void add(Secret key) {
        try {
            var builder = new ProcessBuilder("ssh-add", "-q", "-");
            builder.environment().clear();
            builder.environment().putAll(RemoteProcess.standardEnvironment());
            builder.environment().putAll(environment());
            Process add = builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                try (var in = add.getOutputStream()) {
                    in.write(key.reveal().getBytes(StandardCharsets.UTF_8));
                }
                if (!add.waitFor(START.toMillis(), TimeUnit.MILLISECONDS) || add.exitValue() != 0) {
                    throw unusable();
                }
            } finally {
                RemoteProcess.stop(add);
            }
        } catch (IOException e) {
            throw unusable();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while ssh-add was reading a key", e);
        }
    }

    private static AgentException unusable() {
        return new AgentException(
                ErrorCode.GIT_ACCESS_DENIED,
                "OpenSSH cannot read the stored private key: it is damaged, or it has a passphrase; send another one in"
                        + " 'key'");
    }

    Path socket() {
        return socket;
    }

    Map<String, String> environment() {
        return Map.of("SSH_AUTH_SOCK", socket.toString());
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            Files.deleteIfExists(socket);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The directory is deleted with it, which reports the reason.
        }
    }
}
