package dev.codeagent.diagnostics;

import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** Probes the remote model providers. Sends one request without a key to each; several checks share the responses. */
public final class ProviderProbe {
    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    private final FutureTask<List<URI>> origins;
    private final FutureTask<List<ProbeResult>> results;
    private final EnvironmentProxySelector proxies;

    /**
     * @param http must use the same proxies
     */
    public ProviderProbe(Supplier<List<URI>> providers, EnvironmentProxySelector proxies, HttpClient http) {
        this.proxies = proxies;
        this.origins = new FutureTask<>(() -> providers.get().stream()
                .filter(uri -> uri.getHost() != null && !isLoopback(uri))
                .map(uri -> uri.resolve("/"))
                .distinct()
                .toList());
        this.results = new FutureTask<>(() -> probeAll(http));
    }

    /**
     * The response of a provider.
     *
     * @param serverTime the provider's clock, to the second
     * @param localTime the local clock at the same time
     */
    record ProbeResult(URI origin, Optional<Instant> serverTime, Instant localTime, Optional<Throwable> failure) {
        String host() {
            return origin.getHost();
        }
    }

    EnvironmentProxySelector proxies() {
        return proxies;
    }

    List<URI> origins() throws InterruptedException {
        return await(origins);
    }

    List<ProbeResult> results() throws InterruptedException {
        return await(results);
    }

    /** The first caller runs the task, the others wait for it. */
    private static <T> List<T> await(FutureTask<List<T>> task) throws InterruptedException {
        task.run();
        try {
            return task.get();
        } catch (ExecutionException e) {
            // If the database does not list the providers, the database check reports it.
            return List.of();
        }
    }

    private static boolean isLoopback(URI uri) {
        String host = uri.getHost();
        return host.equals("localhost") || host.matches("127(\\.\\d{1,3}){3}") || host.equals("[::1]");
    }

    private List<ProbeResult> probeAll(HttpClient http) throws InterruptedException {
        List<CompletableFuture<ProbeResult>> all =
                origins().stream().map(origin -> probe(http, origin)).toList();
        return all.stream().map(CompletableFuture::join).toList();
    }

    private CompletableFuture<ProbeResult> probe(HttpClient http, URI origin) {
        HttpRequest.Builder request = HttpRequest.newBuilder(origin)
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(TIMEOUT)
                .method("HEAD", HttpRequest.BodyPublishers.noBody());
        proxies.proxyAuthorization(origin).ifPresent(credentials -> request.header("Proxy-Authorization", credentials));
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding())
                .thenApply(response ->
                        new ProbeResult(origin, parseDate(response), Instant.now(), Optional.<Throwable>empty()))
                .exceptionally(e -> new ProbeResult(
                        origin, Optional.empty(), Instant.now(), Optional.of(e.getCause() == null ? e : e.getCause())));
    }

    private static Optional<Instant> parseDate(HttpResponse<?> response) {
        try {
            return response.headers()
                    .firstValue("date")
                    .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
