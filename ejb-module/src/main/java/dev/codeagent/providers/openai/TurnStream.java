package dev.codeagent.providers.openai;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.providers.ChatTurn;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Turns the bytes of an HTTP answer into a turn, on the client's own threads. */
final class TurnStream implements HttpResponse.BodyHandler<Void> {
    private static final int MAX_ERROR = 64 << 10;
    private static final int MAX_WHOLE = 16 << 20;

    private final TurnReader reader;
    private final Refusal refusal;
    private final CompletableFuture<ChatTurn> result = new CompletableFuture<>();
    private volatile long lastByte = System.nanoTime();
    private volatile boolean begun;

    /** Makes the exception of an answer that is no success. */
    interface Refusal {
        AgentException of(HttpResponse.ResponseInfo info, String body);
    }

    TurnStream(TurnReader reader, Refusal refusal) {
        this.reader = reader;
        this.refusal = refusal;
    }

    CompletableFuture<ChatTurn> result() {
        return result;
    }

    boolean begun() {
        return begun;
    }

    Duration silentFor() {
        return Duration.ofNanos(System.nanoTime() - lastByte);
    }

    void fail(AgentException reason) {
        result.completeExceptionally(reason);
    }

    /** The exchange is over; where it failed before or without an end of its body, the turn fails with it. */
    void ended(Throwable failure) {
        if (failure != null) {
            Throwable cause = failure instanceof java.util.concurrent.CompletionException c ? c.getCause() : failure;
            result.completeExceptionally(cause);
        }
    }

    @Override
    public HttpResponse.BodySubscriber<Void> apply(HttpResponse.ResponseInfo info) {
        String type = info.headers().firstValue("content-type").orElse("");
        boolean success = info.statusCode() / 100 == 2;
        Body body = success && type.contains("event-stream") ? new Events() : new Whole(info, success);
        return new Subscriber(body);
    }

    /** What a kind of body does with its bytes. */
    private interface Body {
        void bytes(ByteBuffer buffer);

        void end();
    }

    private final class Events implements Body {
        private final EventStream events = new EventStream(reader::accept);

        @Override
        public void bytes(ByteBuffer buffer) {
            events.accept(buffer);
        }

        @Override
        public void end() {
            events.end();
            result.complete(reader.turn());
        }
    }

    /** An error, or the whole answer of a server that does not stream (or mislabels its stream). */
    private final class Whole implements Body {
        private final HttpResponse.ResponseInfo info;
        private final boolean success;
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();

        Whole(HttpResponse.ResponseInfo info, boolean success) {
            this.info = info;
            this.success = success;
        }

        @Override
        public void bytes(ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            if (all.size() < (success ? MAX_WHOLE : MAX_ERROR)) {
                all.writeBytes(bytes);
            }
        }

        @Override
        public void end() {
            if (!success) {
                throw refusal.of(info, all.toString(StandardCharsets.UTF_8));
            }
            String body = all.toString(StandardCharsets.UTF_8).strip();
            if (body.startsWith("data:") || body.startsWith(":") || body.startsWith("event:")) {
                var events = new EventStream(reader::accept);
                events.accept(ByteBuffer.wrap(all.toByteArray()));
                events.end();
            } else {
                reader.accept(body);
            }
            result.complete(reader.turn());
        }
    }

    private final class Subscriber implements HttpResponse.BodySubscriber<Void> {
        private final Body body;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private Flow.Subscription subscription;

        Subscriber(Body body) {
            this.body = body;
        }

        @Override
        public CompletionStage<Void> getBody() {
            return done;
        }

        @Override
        public void onSubscribe(Flow.Subscription s) {
            subscription = s;
            s.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            begun = true;
            lastByte = System.nanoTime();
            guarded(() -> buffers.forEach(body::bytes));
        }

        @Override
        public void onError(Throwable failure) {
            result.completeExceptionally(failure);
            done.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            guarded(body::end);
            done.complete(null);
        }

        private void guarded(Runnable work) {
            if (result.isDone()) {
                return;
            }
            try {
                work.run();
            } catch (RuntimeException e) {
                subscription.cancel();
                result.completeExceptionally(e);
                done.completeExceptionally(e);
            }
        }
    }
}
