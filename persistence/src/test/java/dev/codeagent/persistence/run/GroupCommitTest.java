package dev.codeagent.persistence.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private final List<String> stored = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final CountDownLatch firstStarted = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final GroupCommit<String> groupCommit =
            new GroupCommit<>(commit(), e -> e.getMessage().equals("no answer"));

    /**
     * The first commit waits until the others are submitted; a later commit of several stores its batch and then fails.
     */
    private Consumer<List<String>> commit() {
        return batch -> {
            if (batch.contains("first")) {
                firstStarted.countDown();
                await(release);
            }
            if (batch.contains("invalid")) {
                throw new IllegalArgumentException("invalid");
            }
            stored.addAll(batch);
            switch (batch.size() > 1 ? failure.get() : null) {
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case null, default -> {}
            }
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Submits two works during a running commit, so that they share the next one. */
    private List<Future<?>> submitTogether(String one, String other) throws InterruptedException {
        try (var callers = Executors.newFixedThreadPool(3)) {
            callers.submit(() -> groupCommit.submit("first"));
            firstStarted.await();
            var both = new ArrayList<Future<?>>();
            for (String work : List.of(one, other)) {
                both.add(callers.submit(() -> groupCommit.submit(work)));
            }
            Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> groupCommit.pendingCount() == 2);
            release.countDown();
            return both;
        }
    }

    @Test
    void failsOnlyTheSubmissionThatCausedTheFailure() throws Exception {
        List<Future<?>> both = submitTogether("invalid", "valid");

        assertThatThrownBy(both.getFirst()::get)
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("invalid");
        both.getLast().get();
        assertThat(stored).containsExactly("first", "valid");
    }

    @Test
    void storesNothingTwiceWhenTheOutcomeIsUnknown() throws Exception {
        failure.set(new IllegalStateException("no answer"));

        for (Future<?> caller : submitTogether("a", "b")) {
            assertThatThrownBy(caller::get).hasMessageContaining("no answer");
        }
        assertThat(stored).containsExactlyInAnyOrder("first", "a", "b");
    }

    @Test
    void acknowledgesNothingWhenTheCommitThrowsAnError() throws Exception {
        failure.set(new StackOverflowError());

        for (Future<?> caller : submitTogether("a", "b")) {
            assertThatThrownBy(caller::get).isInstanceOf(ExecutionException.class);
        }
    }
}
