package dev.codeagent.http;

import jakarta.servlet.AsyncContext;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that brought a request into the container. Payara reuses its {@code Request} as soon as the request is
 * completed, but a thread that has not left yet goes on to use it (the end of {@code CoyoteAdapter.service}): the next
 * request of the connection then loses its state and parts of its body. So another thread completes a request only when
 * that thread has left.
 */
final class RequestThread {
    private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private RequestThread() {}

    /** Waits until the thread has left the container, for microseconds as a rule. */
    static void awaitExit(AsyncContext context) {
        long start = System.nanoTime();
        while (mayBeConfigured(context) && System.nanoTime() - start < MAX_WAIT_NANOS) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        LockSupport.parkNanos(POLL_NANOS); // Its last instructions.
    }

    /** Jakarta Servlet 6.0, {@code AsyncContext.setTimeout}: fails after the thread has returned to the container. */
    private static boolean mayBeConfigured(AsyncContext context) {
        try {
            context.setTimeout(context.getTimeout());
            return true;
        } catch (IllegalStateException left) {
            return false;
        }
    }
}
