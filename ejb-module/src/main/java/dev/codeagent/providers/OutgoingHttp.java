package dev.codeagent.providers;

import dev.codeagent.api.net.EnvironmentProxies;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;

/**
 * The way out to providers.
 *
 * @param client goes through the proxies
 */
public record OutgoingHttp(HttpClient client, EnvironmentProxies proxies) {

    /** A request that the proxy on its way lets pass. */
    public HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        // Not by an authenticator: the client then wants a challenge of every provider that refuses a key.
        proxies.authorization(uri).ifPresent(login -> request.header("Proxy-Authorization", login));
        return request;
    }
}
