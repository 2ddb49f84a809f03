package dev.codeagent.bench.escapes.server;

import dev.codeagent.bench.harness.TimeFactor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Makes all attempts against the server, each with its control: one after the other, and some beside them. */
public final class ServerSuite {
    private static final long TIMEOUT_SECONDS = TimeFactor.of(120);
    private static final long SLOW_SECONDS = 5;
    private static final int MAX_BESIDE = 3;

    private final List<ServerAttempt> attempts;
    private final boolean withControls;
    private final Consumer<String> onFault;
    private final AtomicInteger escapes = new AtomicInteger();
    private final AtomicInteger controls = new AtomicInteger();
    private final AtomicInteger failedControls = new AtomicInteger();

    /** @param onFault receives each escape and each control that failed */
    public ServerSuite(List<ServerAttempt> attempts, boolean withControls, Consumer<String> onFault) {
        this.attempts = List.copyOf(attempts);
        this.withControls = withControls;
        this.onFault = onFault;
    }

    public void run(Path folder) throws IOException, InterruptedException, ExecutionException {
        try (var target = new ServerTarget(folder);
                ExecutorService beside = Executors.newFixedThreadPool(MAX_BESIDE)) {
            var running = new ArrayList<Future<?>>();
            for (ServerAttempt attempt : attempts) {
                if (attempt.besideOthers()) {
                    running.add(beside.submit(() -> make(attempt, target)));
                } else {
                    make(attempt, target);
                }
            }
            for (Future<?> attempt : running) {
                attempt.get();
            }
        }
    }

    private Void make(ServerAttempt attempt, ServerTarget target) throws InterruptedException {
        long begin = System.nanoTime();
        tryAttack(attempt, target);
        long seconds = (System.nanoTime() - begin) / 1_000_000_000;
        if (seconds >= SLOW_SECONDS) {
            System.out.println("server: " + attempt.id() + " took " + seconds + " s");
        }
        if (withControls && attempt.control() instanceof ServerAttempt.Control.Undefended undefended) {
            tryControl(attempt, undefended, target);
        }
        return null;
    }

    private void tryAttack(ServerAttempt attempt, ServerTarget target) throws InterruptedException {
        try {
            Optional<String> success = runWithTimeout(attempt.attack(), target);
            if (success.isPresent()) {
                escapes.incrementAndGet();
                onFault.accept("server: escaped: " + attempt.id() + " (" + attempt.description() + "): "
                        + success.get().replace('\n', ' '));
            }
        } catch (ExecutionException | TimeoutException e) {
            escapes.incrementAndGet();
            onFault.accept("server: " + attempt.id() + " could not be judged: " + describe(e));
        }
    }

    private void tryControl(ServerAttempt attempt, ServerAttempt.Control.Undefended undefended, ServerTarget target)
            throws InterruptedException {
        controls.incrementAndGet();
        try {
            if (runWithTimeout(undefended.attack(), target).isEmpty()) {
                failedControls.incrementAndGet();
                onFault.accept("toothless: " + attempt.id() + ": its control did not succeed without the defence");
            }
        } catch (ExecutionException | TimeoutException e) {
            failedControls.incrementAndGet();
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
        return escapes.get();
    }

    public int controls() {
        return controls.get();
    }

    public int failedControls() {
        return failedControls.get();
    }
}
