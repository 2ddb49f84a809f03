package dev.codeagent.persistence.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.idempotency.IdempotencyStore;
import dev.codeagent.api.idempotency.RequestKey;
import dev.codeagent.api.idempotency.StoredAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The contract of the store of request keys, for any database. */
public abstract class IdempotencyContract {
    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");
    private static final StoredAnswer ANSWER =
            new StoredAnswer(201, "runs/run-1", "{\"prompt\":\"größer 🙂 \\u0000\"}");

    private final RequestKey key = new RequestKey("local", UUID.randomUUID().toString(), "f1");

    /** Another one on the same database, as after a restart. */
    protected abstract IdempotencyStore store();

    @Test
    void answersARequestThatIsSentAgainAlsoAfterARestart() {
        assertThat(store().begin(key, NOW)).isEmpty();
        store().complete(key, ANSWER);

        assertThat(store().begin(key, NOW.plusSeconds(60))).contains(ANSWER);
        assertThat(store().begin(new RequestKey("somebody", key.key(), "f1"), NOW))
                .isEmpty();
    }

    @Test
    void refusesAnotherRequestWithTheKey() {
        store().begin(key, NOW);
        store().complete(key, ANSWER);

        assertConflict(new RequestKey("local", key.key(), "f2"), "another request");
    }

    @Test
    void neverExecutesARequestAgainThatBeganAndHasNoAnswer() {
        store().begin(key, NOW);

        assertConflict(key, "has no answer");
    }

    private void assertConflict(RequestKey request, String reason) {
        assertThatThrownBy(() -> store().begin(request, NOW))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining(reason);
    }

    @Test
    void aKeyCanBeUsedAgainAfterARequestWithoutEffectAndAfterADay() {
        store().begin(key, NOW);
        store().release(key);
        assertThat(store().begin(key, NOW)).isEmpty();
        store().complete(key, ANSWER);
        store().release(key);
        assertThat(store().begin(key, NOW)).contains(ANSWER);

        Instant later = NOW.plus(IdempotencyStore.LIFETIME).plus(Duration.ofSeconds(1));
        assertThat(store().begin(key, later)).isEmpty();
    }

    @Test
    void onlyOneOfSeveralEqualRequestsIsExecuted() throws Exception {
        var executed = new AtomicInteger();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++) {
                threads.submit(() -> {
                    if (store().begin(key, NOW).isEmpty()) {
                        executed.incrementAndGet();
                    }
                });
            }
        }
        assertThat(executed).hasValue(1);
    }
}
