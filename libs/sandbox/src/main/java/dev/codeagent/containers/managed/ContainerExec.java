package dev.codeagent.containers.managed;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.docker.DockerEngineClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Runs commands in containers. The Docker API cannot stop such a command, so each one has a marker in its environment,
 * by which a second command finds and kills its processes. Processes of a user other than that of the command are not
 * killed.
 */
public record ContainerExec(DockerEngineClient engine, BooleanSupplier cancelled) {
    private static final String MARKER_VARIABLE = "CODEAGENT_CALL";
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration KILL_RETRY_INTERVAL = Duration.ofMillis(500);
    private static final String KILL_SCRIPT = """
            n=0
            while [ $n -lt 5 ]; do
              found=
              for p in /proc/[0-9]*; do
                if grep -qsF "$1" "$p/environ"; then kill -9 "${p#/proc/}" 2>/dev/null && found=1; fi
              done
              [ -z "$found" ] && exit 0
              n=$((n + 1))
            done
            exit 1
            """;

    /**
     * A command to run.
     *
     * @param id marks its processes; letters, digits, dots and dashes
     */
    public record Command(String id, String script, String workingDirectory, String user, Duration timeout) {
        public Command {
            if (!workingDirectory.isEmpty()) {
                ContainerSpecValidator.requirePath(workingDirectory);
            }
            ContainerSpecValidator.requireUser(user);
        }
    }

    /**
     * The result of a command.
     *
     * @param exitCode 124 if the command exceeded its timeout
     * @param stillRunning whether its processes could not be stopped
     */
    public record Result(String output, long exitCode, boolean timedOut, boolean stillRunning) {}

    /**
     * Runs the command and waits for its end.
     *
     * @throws dev.codeagent.api.error.AgentException CANCELLED if the run is cancelled, after the processes were killed
     */
    public Result run(RunContainer container, Command command) {
        // Ends with a dot, so that no marker is a prefix of another.
        String marker = MARKER_VARIABLE + "=" + command.id() + ".";
        String exec = createExec(
                container, command.script(), command.workingDirectory(), command.user(), List.of(marker), List.of());
        try (var output = new HeadTailOutput()) {
            startExec(exec, output);
            boolean ended = await(output, command.timeout(), cancelled);
            if (!ended) {
                ended = killUntilEnded(container, command, marker, output) || !isRunning(exec);
                if (cancelled.getAsBoolean()) {
                    throw new AgentException(ErrorCode.CANCELLED, "cancelled while a command ran in a container");
                }
                return new Result(output.text(), 124, true, !ended || isRunning(exec));
            }
            return new Result(output.text(), exitCode(exec), false, false);
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.SANDBOX_FAILED, "reading the output of the command failed: " + e.getMessage(), e);
        }
    }

    private String createExec(
            RunContainer container,
            String script,
            String workingDirectory,
            String user,
            List<String> env,
            List<String> arguments) {
        var command = new java.util.ArrayList<>(List.of("/bin/sh", "-c", script));
        command.addAll(arguments);
        return engine.call("exec", () -> {
            var spec = engine.dockerClient()
                    .execCreateCmd(container.id())
                    .withAttachStdout(true)
                    .withAttachStderr(true)
                    .withEnv(env)
                    .withCmd(command.toArray(String[]::new));
            if (!workingDirectory.isEmpty()) {
                spec.withWorkingDir(workingDirectory);
            }
            if (!user.isEmpty()) {
                spec.withUser(user);
            }
            return spec.exec().getId();
        });
    }

    private void startExec(String exec, HeadTailOutput output) {
        engine.call(
                "exec",
                () -> engine.dockerClient().execStartCmd(exec).withDetach(false).exec(output));
    }

    /** Whether the command ended within the timeout. */
    private static boolean await(HeadTailOutput output, Duration timeout, BooleanSupplier stopCondition) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (System.nanoTime() < deadline && !stopCondition.getAsBoolean()) {
                if (output.awaitEnd(POLL_INTERVAL)) {
                    return true;
                }
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while a command ran in a container", e);
        }
    }

    /**
     * Kills the processes until the streams end; returns whether they ended. Repeats, because the engine may start the
     * command only now.
     */
    private boolean killUntilEnded(RunContainer container, Command command, String marker, HeadTailOutput output) {
        long deadline = System.nanoTime() + KILL_TIMEOUT.toNanos();
        boolean ended;
        do {
            kill(container, command, marker);
            ended = await(output, KILL_RETRY_INTERVAL, () -> false);
        } while (!ended && System.nanoTime() < deadline);
        return ended;
    }

    private void kill(RunContainer container, Command command, String marker) {
        try (var output = new HeadTailOutput()) {
            startExec(createExec(container, KILL_SCRIPT, "", command.user(), List.of(), List.of("sh", marker)), output);
            output.awaitEnd(KILL_TIMEOUT);
        } catch (IOException | AgentException e) {
            // The caller sees from the command itself whether this worked.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isRunning(String exec) {
        return engine.call(
                "exec",
                () -> Boolean.TRUE.equals(
                        engine.dockerClient().inspectExecCmd(exec).exec().isRunning()));
    }

    /** The streams may end a moment before the engine knows the exit code. */
    private long exitCode(String exec) {
        long deadline = System.nanoTime() + KILL_TIMEOUT.toNanos();
        while (System.nanoTime() < deadline) {
            Long code = engine.call("exec", () -> {
                var state = engine.dockerClient().inspectExecCmd(exec).exec();
                return Boolean.TRUE.equals(state.isRunning()) ? null : state.getExitCodeLong();
            });
            if (code != null) {
                return code;
            }
            sleep();
        }
        throw new AgentException(
                ErrorCode.SANDBOX_FAILED,
                "the command closed its output but continues to run; its exit code is not known");
    }

    private static void sleep() {
        try {
            Thread.sleep(POLL_INTERVAL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while a command ran in a container", e);
        }
    }

    /** The last output of a container. */
    public static String readLogs(DockerEngineClient engine, RunContainer container, int lines, boolean timestamps) {
        try (var output = new HeadTailOutput()) {
            engine.call("logs", () -> {
                engine.dockerClient()
                        .logContainerCmd(container.id())
                        .withStdOut(true)
                        .withStdErr(true)
                        .withTail(lines)
                        .withTimestamps(timestamps)
                        .exec(output);
                return output.awaitEnd(KILL_TIMEOUT);
            });
            return output.text();
        } catch (IOException e) {
            throw new AgentException(ErrorCode.SANDBOX_FAILED, "reading the logs failed: " + e.getMessage(), e);
        }
    }
}
