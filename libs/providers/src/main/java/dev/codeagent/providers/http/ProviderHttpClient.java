package dev.codeagent.providers.http;

import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The HTTP client for requests to providers, with the proxies of the environment. */
public final class ProviderHttpClient {
    private final Supplier<HttpClient> clientFactory;
    private final EnvironmentProxySelector proxies;
    private final Optional<ExchangeRecorder> recorder;
    private final ReadCollector readCollector = new ReadCollector(this::delayedBy);
    private @Nullable HttpClient client;

    /** A client whose exchanges are not recorded. */
    public ProviderHttpClient(Supplier<HttpClient> clientFactory, EnvironmentProxySelector proxies) {
        this(clientFactory, proxies, Optional.empty());
    }

    /**
     * @param clientFactory creates the client, which uses the proxies; called once on the first request, because
     * loading trust anchors takes time
     * @param recorder records the exchanges with providers
     */
    public ProviderHttpClient(
            Supplier<HttpClient> clientFactory, EnvironmentProxySelector proxies, Optional<ExchangeRecorder> recorder) {
        this.recorder = recorder;
        this.clientFactory = clientFactory;
        this.proxies = proxies;
    }

    /** The settings of all clients. Redirects are not followed, because a key is for the address of its provider alone. */
    public static HttpClient.Builder newBuilder(EnvironmentProxySelector proxies) {
        return HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .proxy(proxies)
                .followRedirects(HttpClient.Redirect.NEVER);
    }

    public synchronized HttpClient client() {
        if (client == null) {
            client = clientFactory.get();
        }
        return client;
    }

    /** The client for requests in one wire, which are recorded if that is switched on. */
    HttpClient client(String wire) {
        HttpClient plain = client();
        return recorder.<HttpClient>map(r -> new RecordingHttpClient(plain, r, wire))
                .orElse(plain);
    }

    /** Continues the reads of all streams of this client. */
    ReadCollector readCollector() {
        return readCollector;
    }

    private Executor delayedBy(long millis) {
        return client().executor()
                .map(threads -> CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, threads))
                .orElseGet(() -> CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
    }

    public EnvironmentProxySelector proxies() {
        return proxies;
    }

    /** Creates a request with the credentials of the proxy for this URI. */
    public HttpRequest.Builder requestBuilder(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        // No Authenticator: with one, the client expects a challenge from every provider that rejects a key.
        proxies.proxyAuthorization(uri).ifPresent(login -> request.header("Proxy-Authorization", login));
        return request;
    }
}
