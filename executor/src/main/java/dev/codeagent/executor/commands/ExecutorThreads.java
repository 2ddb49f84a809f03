package dev.codeagent.executor.commands;

import dev.codeagent.executor.tool.ToolExecutionException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Starts the threads of calls. They count against the limit of processes of the sandbox, which a command can use up, so
 * those that a program needs are started before it.
 */
final class ExecutorThreads {
    private static final String NO_THREAD = "native thread";
    static final String LIMIT_USED_UP = "the sandbox has no free process or thread; stop background processes with"
            + " process_signal and the signal KILL";

    private ExecutorThreads() {}

    /**
     * A platform thread: a virtual thread waits while all carriers are busy, which would change the order of the output
     * streams of a program.
     *
     * @throws ToolExecutionException if the sandbox has too many processes
     */
    static Thread start(Runnable action) {
        try {
            return Thread.ofPlatform().daemon().start(action);
        } catch (OutOfMemoryError e) {
            throw toToolError(e);
        }
    }

    /** Starts a thread that waits for a program and then serves it; it ends if the future is cancelled. */
    static <P> Thread startFor(CompletableFuture<P> started, Consumer<P> action) {
        return start(() -> {
            P program;
            try {
                program = started.join();
            } catch (CancellationException e) {
                return;
            }
            action.accept(program);
        });
    }

    /** The error of a call whose thread could not be created; throws the error itself if it has another cause. */
    static ToolExecutionException toToolError(OutOfMemoryError e) {
        if (String.valueOf(e.getMessage()).contains(NO_THREAD)) {
            return new ToolExecutionException(LIMIT_USED_UP);
        }
        throw e;
    }
}
