package dev.codeagent.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.TextDelta;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OutboundQueueTest {
    private static final RunId RUN = new RunId("run-1");

    private final List<String> sent = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();
    private final Queue<CompletableFuture<Void>> sending = new ArrayDeque<>();
    private final List<Runnable> scheduled = new ArrayList<>();
    private final List<Long> delays = new ArrayList<>();
    private boolean slowClient;
    private long now;

    private OutboundQueue queue(int messages) {
        var remote = new OutboundQueue.Transport() {
            @Override
            public CompletableFuture<Void> send(OutboundMessage message) {
                sent.add(
                        switch (message) {
                            case OutboundMessage.Raw n -> n.text();
                            case OutboundMessage.Event e -> e.text();
                            case OutboundMessage.Delta d ->
                                d.delta().block() + "@" + d.delta().offset() + " "
                                        + d.delta().text();
                        });
                var future = new CompletableFuture<Void>();
                if (slowClient) {
                    sending.add(future);
                } else {
                    future.complete(null);
                }
                return future;
            }

            @Override
            public void disconnectSlowClient(String reason) {
                closed.add(reason);
            }

            @Override
            public void onSendFailed(Throwable failure) {
                closed.add("gone: " + failure.getMessage());
            }
        };
        return new OutboundQueue(new OutboundQueue.Limits(messages, 1_000_000), remote, () -> now, (millis, task) -> {
            delays.add(millis);
            scheduled.add(task);
        });
    }

    private static OutboundMessage event(long seq) {
        return new OutboundMessage.Event(RUN, seq, "notice", "event " + seq);
    }

    private static OutboundMessage delta(String block, int offset, String text) {
        return new OutboundMessage.Delta("c-1", new TextDelta(RUN, "coding", block, "text", offset, text, 1));
    }

    private void advanceClock(long millis) {
        now += millis * 1_000_000;
        List<Runnable> due = List.copyOf(scheduled);
        scheduled.clear();
        due.forEach(Runnable::run);
    }

    @Test
    void sendsTheFirstDeltaImmediatelyAndCoalescesLaterOnes() {
        OutboundQueue queue = queue(100);

        queue.offer(delta("b1", 0, "Hel"));
        assertThat(sent).containsExactly("b1@0 Hel");
        queue.offer(delta("b1", 3, "lo"));
        queue.offer(delta("b1", 5, ", world"));
        assertThat(sent).hasSize(1);
        advanceClock(OutboundQueue.COALESCE_MILLIS);

        assertThat(sent).containsExactly("b1@0 Hel", "b1@3 lo, world");
    }

    @Test
    void wakesUpWhenTheDeltaIsDueAndNotAPeriodLater() {
        OutboundQueue queue = queue(100);
        queue.offer(delta("b1", 0, "Hel"));
        now += 10_500_000;

        queue.offer(delta("b1", 3, "lo"));

        assertThat(delays).containsExactly(6L);
        advanceClock(6);
        assertThat(sent).containsExactly("b1@0 Hel", "b1@3 lo");
    }

    @Test
    void sendsPendingDeltasBeforeTheNextEvent() {
        OutboundQueue queue = queue(100);

        queue.offer(delta("b1", 0, "Hel"));
        queue.offer(delta("b1", 3, "lo"));
        queue.offer(event(2));

        assertThat(sent).containsExactly("b1@0 Hel", "b1@3 lo", "event 2");
    }

    @Test
    void sendsOneMessageAtATime() {
        slowClient = true;
        OutboundQueue queue = queue(100);
        queue.offer(event(1));
        queue.offer(event(2));
        queue.offer(event(3));
        assertThat(sent).containsExactly("event 1");

        sending.remove().complete(null);
        sending.remove().complete(null);

        assertThat(sent).containsExactly("event 1", "event 2", "event 3");
    }

    @Test
    void disconnectsASlowClientWithItsResumePosition() {
        slowClient = true;
        OutboundQueue queue = queue(3);
        queue.offer(event(1));
        sending.remove().complete(null);
        for (int seq = 2; seq <= 6; seq++) {
            queue.offer(event(seq));
        }

        assertThat(closed).containsExactly("slow: resume from 1");
        queue.offer(event(7));
        assertThat(sent).containsExactly("event 1", "event 2");
    }

    @Test
    void reportsAFailedSend() {
        slowClient = true;
        OutboundQueue queue = queue(3);
        queue.offer(event(1));

        sending.remove().completeExceptionally(new java.io.IOException("broken pipe"));

        assertThat(closed).hasSize(1).first().asString().startsWith("gone: ");
    }

    @Test
    void runsATaskWhenTheQueueIsDrained() {
        slowClient = true;
        OutboundQueue queue = queue(3);
        var done = new ArrayList<String>();
        queue.whenDrained(() -> done.add("empty"));
        queue.offer(event(1));
        queue.whenDrained(() -> done.add("drained"));
        assertThat(done).containsExactly("empty");

        sending.remove().complete(null);

        assertThat(done).containsExactly("empty", "drained");
    }

    @Test
    void sendsNothingAfterItIsClosed() {
        OutboundQueue queue = queue(3);
        queue.close();

        queue.offer(event(1));

        assertThat(sent).isEmpty();
    }
}
