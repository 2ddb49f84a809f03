package dev.codeagent.providers.accounting;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.wire.DurationFormat;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The rate limit of one provider over a sliding window, shared by all runs. A request counts from its reservation until
 * a window after the provider has certainly received it, and its tokens until a window after its end, so that no window
 * of the provider sees more than the limit, wherever its clock begins. Waiting requests are served in order.
 */
final class RateLimiter {
    private final RateLimit limit;
    private final LongSupplier nanoTime;
    private final Queue<Object> waiting = new ArrayDeque<>();
    private final Set<Permit> inFlight = new HashSet<>();
    private final SlidingSum requests;
    private final SlidingSum tokens;

    RateLimiter(RateLimit limit, LongSupplier nanoTime) {
        this.limit = limit;
        this.nanoTime = nanoTime;
        this.requests = new SlidingSum(limit.window().toNanos());
        this.tokens = new SlidingSum(limit.window().toNanos());
    }

    /** The place of one request; {@link #end} must follow. */
    final class Permit {
        private long reservedTokens;
        private boolean received;

        private Permit(long reservedTokens) {
            this.reservedTokens = reservedTokens;
        }

        /** The provider has received the request, because its answer has begun. */
        void received() {
            synchronized (RateLimiter.this) {
                if (!received) {
                    received = true;
                    requests.add(1, nanoTime.getAsLong());
                }
            }
        }

        /** The call ended with this use of tokens. */
        void end(long usedTokens) {
            synchronized (RateLimiter.this) {
                received();
                if (inFlight.remove(this)) {
                    tokens.add(usedTokens, nanoTime.getAsLong());
                    reservedTokens = 0;
                }
                RateLimiter.this.notifyAll();
            }
        }

        /** The request never reached the provider. */
        void release() {
            synchronized (RateLimiter.this) {
                inFlight.remove(this);
                RateLimiter.this.notifyAll();
            }
        }
    }

    String describe() {
        String requestLimit = limit.requests() == 0 ? "" : limit.requests() + " requests";
        String tokenLimit = limit.tokens() == 0 ? "" : limit.tokens() + " tokens";
        String separator = requestLimit.isEmpty() || tokenLimit.isEmpty() ? "" : " and ";
        return requestLimit + separator + tokenLimit + " in " + DurationFormat.format(limit.window());
    }

    synchronized int waitingCount() {
        return waiting.size();
    }

    /** Whether a request would have to wait now. */
    synchronized boolean isBusy(long requestTokens) {
        return !waiting.isEmpty() || !hasRoom(requestTokens, nanoTime.getAsLong());
    }

    /**
     * Waits for the turn of this request and until the window has room for it. A request that is larger than the limit
     * is let through when nothing else counts: only the provider can refuse it.
     *
     * @throws AgentException CANCELLED
     */
    Permit acquire(long requestTokens, CancellationToken cancellation) {
        var ticket = new Object();
        try (CancellationToken.Registration registration = cancellation.onCancel(this::wakeUp)) {
            synchronized (this) {
                waiting.add(ticket);
                try {
                    while (waiting.peek() != ticket || !hasRoom(requestTokens, nanoTime.getAsLong())) {
                        cancellation.throwIfCancelled();
                        TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, nanosUntilExpiry()));
                    }
                    var permit = new Permit(requestTokens);
                    inFlight.add(permit);
                    return permit;
                } finally {
                    waiting.remove(ticket);
                    notifyAll();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted", e);
        }
    }

    private synchronized void wakeUp() {
        notifyAll();
    }

    private boolean hasRoom(long requestTokens, long now) {
        long openRequests = 0;
        long openTokens = 0;
        for (Permit permit : inFlight) {
            openRequests += permit.received ? 0 : 1;
            openTokens += permit.reservedTokens;
        }
        long usedRequests = requests.sum(now) + openRequests;
        long usedTokens = tokens.sum(now) + openTokens;
        boolean requestFits = limit.requests() == 0 || usedRequests < limit.requests();
        boolean tokensFit = limit.tokens() == 0 || usedTokens == 0 || usedTokens + requestTokens <= limit.tokens();
        return requestFits && tokensFit;
    }

    private long nanosUntilExpiry() {
        long now = nanoTime.getAsLong();
        return Math.min(requests.nanosUntilExpiry(now), tokens.nanosUntilExpiry(now));
    }
}
