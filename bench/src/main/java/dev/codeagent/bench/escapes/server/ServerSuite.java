package dev.codeagent.bench.escapes.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Makes all attempts against the server, one after the other, each with its control. */
public final class ServerSuite {
    private static final long TIMEOUT_SECONDS = 120;
    private static final long SLOW_SECONDS = 5;

    private final List<ServerAttempt> attempts;
    private final boolean withControls;
    private final Consumer<String> onFault;
    private int escapes;
    private int controls;
    private int failedControls;

    /** @param onFault receives each escape and each control that failed */
    public ServerSuite(List<ServerAttempt> attempts, boolean withControls, Consumer<String> onFault) {
        this.attempts = List.copyOf(attempts);
        this.withControls = withControls;
        this.onFault = onFault;
    }

    public void run(Path folder) throws IOException, InterruptedException {
        try (var target = new ServerTarget(folder)) {
            for (ServerAttempt attempt : attempts) {
                long begin = System.nanoTime();
                tryAttack(attempt, target);
                long seconds = (System.nanoTime() - begin) / 1_000_000_000;
                if (seconds >= SLOW_SECONDS) {
                    System.out.println("server: " + attempt.id() + " took " + seconds + " s");
                }
                if (withControls && attempt.control() instanceof ServerAttempt.Control.Undefended undefended) {
                    tryControl(attempt, undefended, target);
                }
            }
        }
    }

    private void tryAttack(ServerAttempt attempt, ServerTarget target) throws InterruptedException {
        try {
            Optional<String> success = runWithTimeout(attempt.attack(), target);
            if (success.isPresent()) {
                escapes++;
                onFault.accept("server: escaped: " + attempt.id() + " (" + attempt.description() + "): "
                        + success.get().replace('\n', ' '));
            }
        } catch (ExecutionException | TimeoutException e) {
            escapes++;
            onFault.accept("server: " + attempt.id() + " could not be judged: " + describe(e));
        }
    }

    private void tryControl(ServerAttempt attempt, ServerAttempt.Control.Undefended undefended, ServerTarget target)
            throws InterruptedException {
        controls++;
        try {
            if (runWithTimeout(undefended.attack(), target).isEmpty()) {
                failedControls++;
                onFault.accept("toothless: " + attempt.id() + ": its control did not succeed without the defence");
            }
        } catch (ExecutionException | TimeoutException e) {
            failedControls++;
            onFault.accept("toothless: " + attempt.id() + ": its control failed: " + describe(e));
        }
    }

    private static String describe(Exception e) {
        return e instanceof TimeoutException
                ? "it did not end within " + TIMEOUT_SECONDS + " s"
                : String.valueOf(e.getCause());
    }

    private static Optional<String> runWithTimeout(ServerAttempt.Action action, ServerTarget target)
            throws InterruptedException, ExecutionException, TimeoutException {
        var task = new FutureTask<>(() -> action.run(target));
        Thread thread = Thread.ofPlatform().daemon().start(task);
        try {
            return task.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } finally {
            thread.interrupt();
        }
    }

    public int tried() {
        return attempts.size();
    }

    public int escapes() {
        return escapes;
    }

    public int controls() {
        return controls;
    }

    public int failedControls() {
        return failedControls;
    }
}
