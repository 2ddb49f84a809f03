package dev.codeagent.http;

import dev.codeagent.api.error.ErrorCode;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Consumer;

/** Collects the body of one request while it arrives; no thread waits for it. */
final class BodyReader implements ReadListener, AsyncListener {
    private static final int BUFFER_BYTES = 8192;

    private final ServletInputStream in;
    private final AsyncContext context;
    private final PendingBodies pending;
    private final int maxBytes;
    private final long length;
    private final Consumer<byte[]> onComplete;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final long startedAt = System.nanoTime();
    private boolean ended;

    /**
     * @param maxBytes where reading stops, although the body may be larger
     * @param length of the body, as the request says; -1 if it does not
     */
    BodyReader(
            ServletInputStream in,
            AsyncContext context,
            PendingBodies pending,
            int maxBytes,
            long length,
            Consumer<byte[]> onComplete) {
        this.in = in;
        this.context = context;
        this.pending = pending;
        this.maxBytes = maxBytes;
        this.length = length;
        this.onComplete = onComplete;
    }

    @Override
    public void onDataAvailable() throws IOException {
        int received = read();
        pending.grow(received); // Without the lock of this reader: it may end another reader.
    }

    private synchronized int read() throws IOException {
        int before = body.size();
        byte[] buffer = new byte[BUFFER_BYTES];
        while (!ended && !in.isFinished() && in.isReady()) {
            int count = in.read(buffer, 0, Math.min(buffer.length, maxBytes - body.size()));
            if (count < 0) {
                break;
            }
            body.write(buffer, 0, count);
            if (body.size() == maxBytes) {
                complete();
            }
        }
        return body.size() - before;
    }

    @Override
    public void onAllDataRead() {
        if (size() < Math.min(length, maxBytes)) {
            rejectIncomplete();
        } else {
            complete();
        }
    }

    private void complete() {
        if (end()) {
            onComplete.accept(body.toByteArray());
        }
    }

    /** Marks the reader as ended; returns false if it had already ended. */
    private synchronized boolean end() {
        boolean wasEnded = ended;
        ended = true;
        if (!wasEnded) {
            pending.remove(this);
        }
        return !wasEnded;
    }

    /** Of {@link System#nanoTime}. */
    long startedAt() {
        return startedAt;
    }

    /** The number of bytes that it holds. */
    synchronized int size() {
        return body.size();
    }

    /** Answers the request with an error and closes its connection. */
    void reject(int status, ErrorCode code, String message) {
        if (end()) {
            context.start(() -> answer(status, code, message));
        }
    }

    private void answer(int status, ErrorCode code, String message) {
        RequestThread.awaitExit(context);
        try {
            Problem.of(status, code, message).sendAndClose((HttpServletResponse) context.getResponse());
        } catch (IOException clientIsGone) {
            // There is nobody to answer.
        } finally {
            context.complete();
        }
    }

    /** The body is malformed, for example a chunk without a size, or the client closed the connection. */
    @Override
    public void onError(Throwable failure) {
        rejectIncomplete();
    }

    private void rejectIncomplete() {
        reject(HttpServletResponse.SC_BAD_REQUEST, ErrorCode.MALFORMED_MESSAGE, "the request body is incomplete");
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // The request has no timeout; see PendingBodies.
    }

    @Override
    public void onError(AsyncEvent event) {
        onError(event.getThrowable());
    }

    @Override
    public void onComplete(AsyncEvent event) {
        end();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Only this reader starts asynchronous processing of its request.
    }
}
