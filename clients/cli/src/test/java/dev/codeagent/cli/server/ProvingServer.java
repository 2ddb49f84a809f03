package dev.codeagent.cli.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codeagent.api.security.LocalToken;
import dev.codeagent.api.security.TokenProof;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Proves that it has a token, like the server. Its port is free on all addresses of the test. */
record ProvingServer(HttpServer http, LocalToken token, String instance) implements AutoCloseable {

    static ProvingServer start(String host, int port, LocalToken token) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), 0);
        var server = new ProvingServer(http, token, TokenProof.newNonce());
        http.createContext(TokenProof.PATH, server::prove);
        http.start();
        return server;
    }

    int port() {
        return http.getAddress().getPort();
    }

    /** @param host as a URL writes it */
    URI address(String host) {
        return URI.create("http://" + host + ":" + port());
    }

    TokenProof proof() {
        return new TokenProof(token, TokenProof.address(http.getAddress().getAddress(), port()), instance);
    }

    private void prove(HttpExchange exchange) throws IOException {
        String challenge = exchange.getRequestURI().getQuery().replace("challenge=", "");
        send(exchange, "{\"instance\":\"" + instance + "\",\"proof\":\"" + proof().ofServer(challenge) + "\"}");
    }

    static void send(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
