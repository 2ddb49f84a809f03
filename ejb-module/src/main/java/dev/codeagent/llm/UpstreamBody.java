package dev.codeagent.llm;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An answer's body piece by piece, as it comes, with a limit for each wait; nothing is asked for before it is wanted. */
final class UpstreamBody implements BodySubscriber<UpstreamBody>, AutoCloseable {
    /** What came. */
    sealed interface Piece {
        /** Bytes in order. */
        record Bytes(byte[] bytes) implements Piece {}

        /** Nothing within the time. */
        record Silence() implements Piece {}

        record End() implements Piece {}
    }

    private record Failure(Throwable cause) {}

    private static final Object END = new Object();

    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final LinkedBlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
    private boolean asked;

    @Override
    public CompletionStage<UpstreamBody> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription s) {
        subscription.complete(s);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        int size = buffers.stream().mapToInt(ByteBuffer::remaining).sum();
        ByteBuffer all = ByteBuffer.allocate(size);
        buffers.forEach(all::put);
        arrived.add(all.array());
    }

    @Override
    public void onError(Throwable cause) {
        arrived.add(new Failure(cause));
    }

    @Override
    public void onComplete() {
        arrived.add(END);
    }

    Piece next(Duration limit) throws IOException, InterruptedException {
        if (!asked) {
            asked = true;
            subscription.join().request(1);
        }
        Object one = arrived.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
        asked = one == null;
        return switch (one) {
            case null -> new Piece.Silence();
            case byte[] bytes -> new Piece.Bytes(bytes);
            case Failure f ->
                throw new IOException(
                        "the model server's answer broke off: " + f.cause().getMessage(), f.cause());
            default -> new Piece.End();
        };
    }

    /** Whoever leaves early closes the connection, which is how a model server learns that it may stop. */
    @Override
    public void close() {
        subscription.thenAccept(Flow.Subscription::cancel);
    }
}
