package dev.codeagent.modelgateway;

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

/**
 * A response body that is read chunk by chunk, with a timeout for each read; chunks are requested only when they are
 * read.
 */
final class UpstreamBody implements BodySubscriber<UpstreamBody>, AutoCloseable {
    /** The result of a read. */
    sealed interface Chunk {
        /** Received bytes, in order. */
        record Bytes(byte[] bytes) implements Chunk {}

        /** No data within the time limit. */
        record Timeout() implements Chunk {}

        record End() implements Chunk {}
    }

    private record Failure(Throwable cause) {}

    private static final Object END = new Object();

    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final LinkedBlockingQueue<Object> received = new LinkedBlockingQueue<>();
    private boolean requested;

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
        received.add(all.array());
    }

    @Override
    public void onError(Throwable cause) {
        received.add(new Failure(cause));
    }

    @Override
    public void onComplete() {
        received.add(END);
    }

    Chunk next(Duration limit) throws IOException, InterruptedException {
        if (!requested) {
            requested = true;
            subscription.join().request(1);
        }
        Object item = received.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
        requested = item == null;
        return switch (item) {
            case null -> new Chunk.Timeout();
            case byte[] bytes -> new Chunk.Bytes(bytes);
            case Failure f ->
                throw new IOException(
                        "the response of the model server ended early: "
                                + f.cause().getMessage(),
                        f.cause());
            default -> new Chunk.End();
        };
    }

    /** Closes the connection if the body is not complete, which tells the model server to stop. */
    @Override
    public void close() {
        subscription.thenAccept(Flow.Subscription::cancel);
    }
}
