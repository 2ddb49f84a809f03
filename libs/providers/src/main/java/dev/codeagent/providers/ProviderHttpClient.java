package dev.codeagent.providers;

import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.function.Supplier;

/** The way out to providers. */
public final class ProviderHttpClient {
    private final Supplier<HttpClient> clientFactory;
    private final EnvironmentProxySelector proxies;
    private HttpClient client;

    /** @param clientFactory makes the client, which goes through the proxies; asked once, when it is needed: authorities take time */
    public ProviderHttpClient(Supplier<HttpClient> clientFactory, EnvironmentProxySelector proxies) {
        this.clientFactory = clientFactory;
        this.proxies = proxies;
    }

    public synchronized HttpClient client() {
        if (client == null) {
            client = clientFactory.get();
        }
        return client;
    }

    public EnvironmentProxySelector proxies() {
        return proxies;
    }

    /** A request that the proxy on its way lets pass. */
    public HttpRequest.Builder requestBuilder(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        // Not by an authenticator: the client then wants a challenge of every provider that refuses a key.
        proxies.proxyAuthorization(uri).ifPresent(login -> request.header("Proxy-Authorization", login));
        return request;
    }
}
