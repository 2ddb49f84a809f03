package dev.codeagent.containers.own;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.engine.Engine;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Commands run in containers. An engine cannot end what it runs so, therefore each command bears a mark in its environment,
 * by which a second command finds and kills it. Processes of another user than the command's own stay.
 */
public record Execs(Engine engine, BooleanSupplier cancelled) {
    private static final String MARK = "CODEAGENT_CALL";
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration ENDING = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofMillis(500);
    private static final String KILLER = """
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
     * What is to be run.
     *
     * @param id marks its processes; letters, digits, points and dashes
     */
    public record Command(String id, String text, String directory, String user, Duration limit) {
        public Command {
            if (!directory.isEmpty()) {
                Names.place(directory);
            }
            Names.user(user);
        }
    }

    /**
     * What became of it.
     *
     * @param exitCode 124 where the time was up
     * @param left whether its processes could not be ended
     */
    public record Outcome(String output, long exitCode, boolean timedOut, boolean left) {}

    /** CANCELLED where the run is, after its processes were ended. */
    public Outcome run(OwnContainer container, Command command) {
        // A point behind it, so that no call's mark begins another's.
        String mark = MARK + "=" + command.id() + ".";
        String exec = create(container, command.text(), command.directory(), command.user(), List.of(mark), List.of());
        try (var output = new Captured()) {
            start(exec, output);
            boolean ended = await(output, command.limit(), cancelled);
            if (!ended) {
                ended = end(container, command, mark, output) || !running(exec);
                if (cancelled.getAsBoolean()) {
                    throw new AgentException(ErrorCode.CANCELLED, "cancelled while a command ran in a container");
                }
                return new Outcome(output.text(), 124, true, !ended || running(exec));
            }
            return new Outcome(output.text(), exitCode(exec), false, false);
        } catch (IOException e) {
            throw new AgentException(ErrorCode.SANDBOX_FAILED, "the command's output broke off: " + e.getMessage(), e);
        }
    }

    private String create(
            OwnContainer container, String script, String directory, String user, List<String> env, List<String> more) {
        var words = new java.util.ArrayList<>(List.of("/bin/sh", "-c", script));
        words.addAll(more);
        return engine.ask("exec", () -> {
            var spec = engine.client()
                    .execCreateCmd(container.id())
                    .withAttachStdout(true)
                    .withAttachStderr(true)
                    .withEnv(env)
                    .withCmd(words.toArray(String[]::new));
            if (!directory.isEmpty()) {
                spec.withWorkingDir(directory);
            }
            if (!user.isEmpty()) {
                spec.withUser(user);
            }
            return spec.exec().getId();
        });
    }

    private void start(String exec, Captured output) {
        engine.ask(
                "exec",
                () -> engine.client().execStartCmd(exec).withDetach(false).exec(output));
    }

    /** Whether it ended within the time. */
    private static boolean await(Captured output, Duration limit, BooleanSupplier given) {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (System.nanoTime() < deadline && !given.getAsBoolean()) {
                if (output.ended(LOOK)) {
                    return true;
                }
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while a command ran in a container", e);
        }
    }

    /** Whether its streams ended. The engine may be about to start it only now, so it is looked for again and again. */
    private boolean end(OwnContainer container, Command command, String mark, Captured output) {
        long deadline = System.nanoTime() + ENDING.toNanos();
        boolean ended;
        do {
            kill(container, command, mark);
            ended = await(output, AGAIN, () -> false);
        } while (!ended && System.nanoTime() < deadline);
        return ended;
    }

    private void kill(OwnContainer container, Command command, String mark) {
        try (var output = new Captured()) {
            start(create(container, KILLER, "", command.user(), List.of(), List.of("sh", mark)), output);
            output.ended(ENDING);
        } catch (IOException | AgentException e) {
            // Whether it helped is seen by the command itself.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean running(String exec) {
        return engine.ask(
                "exec",
                () -> Boolean.TRUE.equals(
                        engine.client().inspectExecCmd(exec).exec().isRunning()));
    }

    /** The streams may end a moment before the engine knows the code. */
    private long exitCode(String exec) {
        long deadline = System.nanoTime() + ENDING.toNanos();
        while (System.nanoTime() < deadline) {
            Long code = engine.ask("exec", () -> {
                var state = engine.client().inspectExecCmd(exec).exec();
                return Boolean.TRUE.equals(state.isRunning()) ? null : state.getExitCodeLong();
            });
            if (code != null) {
                return code;
            }
            pause();
        }
        throw new AgentException(
                ErrorCode.SANDBOX_FAILED, "the command closed its output and goes on; its exit code is" + " not known");
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while a command ran in a container", e);
        }
    }

    /** What a container printed last. */
    public static String logs(Engine engine, OwnContainer container, int lines, boolean timestamps) {
        try (var output = new Captured()) {
            engine.ask("logs", () -> {
                engine.client()
                        .logContainerCmd(container.id())
                        .withStdOut(true)
                        .withStdErr(true)
                        .withTail(lines)
                        .withTimestamps(timestamps)
                        .exec(output);
                return output.ended(ENDING);
            });
            return output.text();
        } catch (IOException e) {
            throw new AgentException(ErrorCode.SANDBOX_FAILED, "the logs broke off: " + e.getMessage(), e);
        }
    }
}
