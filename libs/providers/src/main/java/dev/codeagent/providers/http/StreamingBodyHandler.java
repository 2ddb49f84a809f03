package dev.codeagent.providers.http;

import dev.codeagent.api.error.AgentException;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Passes the bytes of an HTTP response to a reader, on the threads of the HTTP client. */
final class StreamingBodyHandler<R> implements HttpResponse.BodyHandler<Void> {
    private static final int MAX_ERROR_BYTES = 64 << 10;
    /** Events of some servers that keep the connection open. */
    private static final Set<String> EMPTY_EVENTS = Set.of("null", "[]", "\"\"");
    /** What some servers write instead of the usual marker. */
    private static final Set<String> END_MARKERS = Set.of("[done]", "\"[DONE]\"", "DONE", "<DONE>", "[DONE].");

    private final ResponseReader<R> reader;
    private final ResponseLimits limits;
    private final SecretRedactor redactor;
    private final ErrorMapper errorMapper;
    private final ReadPace pace;
    private final CompletableFuture<R> result = new CompletableFuture<>();
    private final long startNanos = System.nanoTime();
    private volatile long lastByteNanos = startNanos;
    private volatile long lastEventNanos = startNanos;
    private long bytes;
    private long events;
    private volatile boolean started;

    /** Creates the exception for an error response. */
    interface ErrorMapper {
        AgentException toException(HttpResponse.ResponseInfo info, String body);
    }

    /** @param collector of all streams of the HTTP client */
    StreamingBodyHandler(
            ResponseReader<R> reader,
            ResponseLimits limits,
            SecretRedactor redactor,
            ErrorMapper errorMapper,
            ReadCollector collector) {
        this.pace = new ReadPace(collector);
        this.reader = reader;
        this.limits = limits;
        this.redactor = redactor;
        this.errorMapper = errorMapper;
    }

    CompletableFuture<R> result() {
        return result;
    }

    boolean hasStarted() {
        return started;
    }

    Duration idleTime() {
        return Duration.ofNanos(System.nanoTime() - lastByteNanos);
    }

    /** The time since the last event; comments and parts of an event do not count. */
    Duration timeWithoutEvent() {
        return Duration.ofNanos(System.nanoTime() - lastEventNanos);
    }

    Duration totalTime() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    private void acceptEvent(String name, String data) {
        events++;
        lastEventNanos = System.nanoTime();
        String stripped = data.strip();
        if (stripped.isEmpty() || EMPTY_EVENTS.contains(stripped) || reader.isComplete()) {
            return;
        }
        if (name.equals("error")) {
            throw ProviderErrors.inAnswer(data, redactor);
        }
        reader.acceptEvent(name, END_MARKERS.contains(stripped) ? "[DONE]" : stripped);
    }

    /** Ends an answer that has its reason for ending, but whose body does not end. */
    void finish() {
        runUnlessDone(() -> result.complete(reader.end()));
    }

    boolean isFinished() {
        return reader.isFinished();
    }

    /** Reports errors such as OutOfMemoryError too: the caller must not wait for its timeout. */
    private synchronized void runUnlessDone(Runnable work) {
        if (result.isDone()) {
            return;
        }
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    private static boolean isSuccess(HttpResponse.ResponseInfo info) {
        return info.statusCode() / 100 == 2;
    }

    static AgentException tooLarge(long allowedBytes) {
        return ResponseLimits.exceeded("more than " + ResponseLimits.describeBytes(allowedBytes));
    }

    void fail(AgentException reason) {
        result.completeExceptionally(reason);
    }

    /** Called at the end of the exchange. If it failed before the end of its body, the turn fails with it. */
    void onExchangeEnd(Throwable failure) {
        if (failure != null) {
            result.completeExceptionally(failure instanceof CompletionException c ? c.getCause() : failure);
        }
    }

    @Override
    public HttpResponse.BodySubscriber<Void> apply(HttpResponse.ResponseInfo info) {
        String type = info.headers().firstValue("content-type").orElse("");
        BodyConsumer body = !isSuccess(info)
                ? new BufferedBody(info)
                : type.contains("ndjson") || reader.readsLines()
                        ? new EventBody(new LineParser(limits.eventBytes(), line -> acceptEvent("", line)))
                        : new UnknownBody(
                                type.contains("event-stream"),
                                () -> new EventBody(new SseParser(limits.eventBytes(), this::acceptEvent)),
                                () -> new BufferedBody(info));
        return new Subscriber(GzipDecoder.isFor(info.headers()) ? new CompressedBody(body, limits.bytes()) : body);
    }

    private final class EventBody implements BodyConsumer {
        private final EventParser events;

        EventBody(EventParser events) {
            this.events = events;
        }

        @Override
        public void accept(ByteBuffer buffer) {
            events.accept(buffer);
            if (reader.isComplete()) {
                result.complete(reader.end());
            }
        }

        @Override
        public void end() {
            events.end();
            result.complete(reader.end());
        }
    }

    /** An error, or the complete response of a server that does not stream (or sends a wrong content type). */
    private final class BufferedBody implements BodyConsumer {
        private final HttpResponse.ResponseInfo info;
        private final boolean success;
        private final ByteArrayOutputStream buffered = new ByteArrayOutputStream();

        BufferedBody(HttpResponse.ResponseInfo info) {
            this.info = info;
            this.success = isSuccess(info);
        }

        @Override
        public void accept(ByteBuffer buffer) {
            int room = (success ? limits.eventBytes() : MAX_ERROR_BYTES) - buffered.size();
            byte[] next = new byte[Math.min(buffer.remaining(), room)];
            buffer.get(next);
            buffered.writeBytes(next);
            if (buffer.hasRemaining()) {
                throw success ? tooLarge(limits.eventBytes()) : error();
            }
        }

        private AgentException error() {
            return errorMapper.toException(info, buffered.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void end() {
            if (!success) {
                throw error();
            }
            String body = buffered.toString(StandardCharsets.UTF_8)
                    .replace(EventParser.BYTE_ORDER_MARK, "")
                    .strip();
            List<String> lines = body.lines().filter(line -> !line.isBlank()).toList();
            if (lines.size() > 1 && lines.stream().allMatch(line -> line.startsWith("{") && line.endsWith("}"))) {
                lines.forEach(line -> acceptEvent("", line));
            } else {
                reader.acceptBody(body);
            }
            result.complete(reader.end());
        }
    }

    private final class Subscriber implements HttpResponse.BodySubscriber<Void> {
        private final BodyConsumer body;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private Flow.@Nullable Subscription subscription;

        Subscriber(BodyConsumer body) {
            this.body = body;
        }

        @Override
        public CompletionStage<Void> getBody() {
            return done;
        }

        @Override
        public void onSubscribe(Flow.Subscription s) {
            subscription = s;
            s.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            started = true;
            lastByteNanos = System.nanoTime();
            long bytesBefore = bytes;
            long eventsBefore = events;
            run(() -> accept(buffers));
            long read = result.isDone() ? 0 : events - eventsBefore; // The end of the body need not wait.
            pace.readOn(Objects.requireNonNull(subscription), lastByteNanos, read, bytes - bytesBefore);
        }

        private void accept(List<ByteBuffer> buffers) {
            try {
                for (ByteBuffer buffer : buffers) {
                    bytes += buffer.remaining();
                    if (bytes > limits.bytes()) {
                        throw tooLarge(limits.bytes());
                    }
                    body.accept(buffer);
                }
            } finally {
                reader.endOfRead();
            }
        }

        @Override
        public void onError(Throwable failure) {
            result.completeExceptionally(failure);
            done.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            run(body::end);
            done.complete(null);
        }

        private void run(Runnable work) {
            runUnlessDone(work);
            if (result.isCompletedExceptionally()) {
                Objects.requireNonNull(subscription).cancel();
                done.completeExceptionally(result.exceptionNow());
            }
        }
    }
}
