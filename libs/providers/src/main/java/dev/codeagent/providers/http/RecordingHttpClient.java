package dev.codeagent.providers.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** The HTTP client of one provider, which passes each exchange to a recorder when it has ended. */
final class RecordingHttpClient extends HttpClient {
    private static final int MAX_BYTES = 16 << 20;

    private final HttpClient client;
    private final ExchangeRecorder recorder;
    private final String wire;

    RecordingHttpClient(HttpClient client, ExchangeRecorder recorder, String wire) {
        this.client = client;
        this.recorder = recorder;
        this.wire = wire;
    }

    /** What was received of a response; a body that is too long is not kept. */
    private static final class Capture {
        final AtomicReference<HttpResponse.@Nullable ResponseInfo> info = new AtomicReference<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private boolean tooLong;

        synchronized void add(ByteBuffer received) {
            if (body.size() + received.remaining() > MAX_BYTES) {
                tooLong = true;
            } else {
                byte[] bytes = new byte[received.remaining()];
                received.duplicate().get(bytes);
                body.writeBytes(bytes);
            }
        }

        synchronized Optional<byte[]> body() {
            return tooLong ? Optional.empty() : Optional.of(body.toByteArray());
        }
    }

    private <T> HttpResponse.BodyHandler<T> observe(HttpResponse.BodyHandler<T> handler, Capture capture) {
        return info -> {
            capture.info.set(info);
            return new Tee<>(handler.apply(info), capture);
        };
    }

    /** Passes a body on and keeps it. */
    private record Tee<T>(HttpResponse.BodySubscriber<T> target, Capture capture)
            implements HttpResponse.BodySubscriber<T> {
        @Override
        public CompletionStage<T> getBody() {
            return target.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            target.onSubscribe(subscription);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            buffers.forEach(capture::add);
            target.onNext(buffers);
        }

        @Override
        public void onError(Throwable failure) {
            target.onError(failure);
        }

        @Override
        public void onComplete() {
            target.onComplete();
        }
    }

    private void record(HttpRequest request, Capture capture) {
        HttpResponse.ResponseInfo info = capture.info.get();
        if (info != null) {
            recorder.record(
                    new ExchangeRecorder.Exchange(wire, request, info.statusCode(), info.headers(), capture.body()));
        }
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        var capture = new Capture();
        try {
            return client.send(request, observe(handler, capture));
        } finally {
            record(request, capture);
        }
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        var capture = new Capture();
        CompletableFuture<HttpResponse<T>> exchange = client.sendAsync(request, observe(handler, capture));
        exchange.whenComplete((response, failure) -> record(request, capture));
        return exchange;
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request,
            HttpResponse.BodyHandler<T> handler,
            HttpResponse.@Nullable PushPromiseHandler<T> pushes) {
        var capture = new Capture();
        CompletableFuture<HttpResponse<T>> exchange = client.sendAsync(request, observe(handler, capture), pushes);
        exchange.whenComplete((response, failure) -> record(request, capture));
        return exchange;
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return client.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return client.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return client.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return client.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return client.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return client.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return client.authenticator();
    }

    @Override
    public Version version() {
        return client.version();
    }

    @Override
    public Optional<Executor> executor() {
        return client.executor();
    }
}
