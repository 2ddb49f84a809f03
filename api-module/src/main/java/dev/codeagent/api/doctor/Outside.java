package dev.codeagent.api.doctor;

import dev.codeagent.api.net.EnvironmentProxies;
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

/** The model providers beyond this machine. Each is asked once, without its key; several checks read the answer. */
public final class Outside {
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final FutureTask<List<URI>> origins;
    private final FutureTask<List<Contact>> contacts;
    private final EnvironmentProxies proxies;

    /** @param http must go through the same proxies */
    public Outside(Supplier<List<URI>> providers, EnvironmentProxies proxies, HttpClient http) {
        this.proxies = proxies;
        this.origins = new FutureTask<>(() -> providers.get().stream()
                .filter(uri -> uri.getHost() != null && !here(uri))
                .map(uri -> uri.resolve("/"))
                .distinct()
                .toList());
        this.contacts = new FutureTask<>(() -> askAll(http));
    }

    /**
     * How a provider answered.
     *
     * @param serverTime what its clock says, to the second
     * @param ourTime what ours said then
     */
    record Contact(URI origin, Optional<Instant> serverTime, Instant ourTime, Optional<Throwable> failure) {
        String host() {
            return origin.getHost();
        }
    }

    EnvironmentProxies proxies() {
        return proxies;
    }

    List<URI> origins() throws InterruptedException {
        return once(origins);
    }

    List<Contact> contacts() throws InterruptedException {
        return once(contacts);
    }

    /** The first to come does the work, the others wait for it. */
    private static <T> List<T> once(FutureTask<List<T>> task) throws InterruptedException {
        task.run();
        try {
            return task.get();
        } catch (ExecutionException e) {
            // Its own check tells of a database that does not list the providers.
            return List.of();
        }
    }

    private static boolean here(URI uri) {
        String host = uri.getHost();
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    private List<Contact> askAll(HttpClient http) throws InterruptedException {
        List<CompletableFuture<Contact>> all =
                origins().stream().map(origin -> ask(http, origin)).toList();
        return all.stream().map(CompletableFuture::join).toList();
    }

    private CompletableFuture<Contact> ask(HttpClient http, URI origin) {
        HttpRequest.Builder request = HttpRequest.newBuilder(origin)
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(PATIENCE)
                .method("HEAD", HttpRequest.BodyPublishers.noBody());
        proxies.authorization(origin).ifPresent(login -> request.header("Proxy-Authorization", login));
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding())
                .thenApply(response -> new Contact(origin, time(response), Instant.now(), Optional.<Throwable>empty()))
                .exceptionally(e -> new Contact(
                        origin, Optional.empty(), Instant.now(), Optional.of(e.getCause() == null ? e : e.getCause())));
    }

    private static Optional<Instant> time(HttpResponse<?> response) {
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
