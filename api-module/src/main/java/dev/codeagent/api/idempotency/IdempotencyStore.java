package dev.codeagent.api.idempotency;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Stores the keys of requests and their answers for a day, also over a restart. */
public interface IdempotencyStore {
    Duration LIFETIME = Duration.ofDays(1);

    /**
     * Reserves a key before its request is executed. Exactly one of several callers gets it, also on several servers.
     *
     * @return empty if the request has to be executed, else its answer
     * @throws dev.codeagent.api.error.AgentException CONFLICT if the key belongs to another request, or if the request
     *     has begun and has no answer
     */
    Optional<StoredAnswer> begin(RequestKey key, Instant now);

    /** Stores the answer of a request that began. */
    void complete(RequestKey key, StoredAnswer answer);

    /** Forgets a request that had no effect, so that the key can be used again. */
    void release(RequestKey key);
}
