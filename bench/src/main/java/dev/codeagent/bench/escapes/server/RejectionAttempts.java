package dev.codeagent.bench.escapes.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Requests that HTTP forbids. The answer must be 400 (or another 4xx) or a closed connection, and no answer may describe
 * the server's inside.
 */
final class RejectionAttempts {
    private static final String HOST = "Host: 127.0.0.1\r\n";
    private static final String GET = "GET /health/live HTTP/1.1\r\n" + HOST;
    private static final Pattern DISCLOSURE = Pattern.compile(
            "(?i)payara|glassfish|grizzly|jersey|tyrus|x-powered-by|\\n\\s+at [a-z]+\\.|[a-z]Exception\\b|\\b6\\.20\\d\\d");

    private RejectionAttempts() {}

    static List<HttpAttack> all() {
        var attempts = new ArrayList<HttpAttack>();
        invalidRequests()
                .forEach((variant, request) -> attempts.add(HttpAttack.onUnframedServer(
                        "http/invalid-request[" + variant + "]",
                        "sends a request that HTTP forbids",
                        server -> notRejected(exchange(server, request)))));
        pages().forEach((variant, request) -> attempts.add(HttpAttack.onBareServer(
                "http/version-in-answer[" + variant + "]",
                "looks for the server's version or a stack trace in an answer",
                server -> disclosed(exchange(server, request)))));
        attempts.add(HttpAttack.onBareServer(
                "http/container-metrics",
                "reads the metrics of the container",
                server -> ofContainer(exchange(server, "GET /metrics HTTP/1.1\r\n" + HOST + "\r\n"))));
        attempts.add(HttpAttack.onBareServer(
                "http/h2c",
                "changes to HTTP/2 without TLS",
                server -> hasStatus(
                        101,
                        exchange(
                                server,
                                GET + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk"
                                        + "\r\n\r\n"))));
        return attempts;
    }

    private static Map<String, String> invalidRequests() {
        var requests = new LinkedHashMap<String, String>();
        requests.put("empty host", "GET /health/live HTTP/1.1\r\nHost:\r\n\r\n");
        requests.put("no host", "GET /health/live HTTP/1.1\r\n\r\n");
        requests.put("two hosts", GET + "Host: attacker.example\r\n\r\n");
        requests.put("host with a path", "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1/x\r\n\r\n");
        requests.put("host with a user", "GET /health/live HTTP/1.1\r\nHost: a@127.0.0.1\r\n\r\n");
        requests.put("host with a wrong port", "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1:99999999\r\n\r\n");
        requests.put("wrong escape", "GET /%zz HTTP/1.1\r\n" + HOST + "\r\n");
        requests.put("wrong escape in the API", "GET /api/v1/runs/%zz HTTP/1.1\r\n" + HOST + "\r\n");
        requests.put("cut escape", "GET /api/v1/runs/% HTTP/1.1\r\n" + HOST + "\r\n");
        requests.put("null character in the path", "GET /api/v1/runs/%00 HTTP/1.1\r\n" + HOST + "\r\n");
        requests.put("not UTF-8", "GET /api/v1/runs/%ff%fe HTTP/1.1\r\n" + HOST + "\r\n");
        requests.put("escaped slash", "GET /api/v1%2f..%2f..%2fWEB-INF/web.xml HTTP/1.1\r\n" + HOST + "\r\n");
        requests.put("parent directory", "GET /../../etc/passwd HTTP/1.1\r\n" + HOST + "\r\n");
        requests.put("path parameter", "GET /..;/WEB-INF/web.xml HTTP/1.1\r\n" + HOST + "\r\n");
        requests.put("long path", "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\n" + HOST + "\r\n");
        requests.put("long query", "GET /health/live?" + "a".repeat(100_000) + " HTTP/1.1\r\n" + HOST + "\r\n");
        requests.put("long header", GET + "X: " + "a".repeat(100_000) + "\r\n\r\n");
        requests.put("many headers", GET + "X: a\r\n".repeat(5_000) + "\r\n");
        requests.put("header name with a blank", GET + "X Y: a\r\n\r\n");
        requests.put("header name with a control character", GET + "X\u0001: a\r\n\r\n");
        requests.put("header value with a control character", GET + "X: a\u0001b\r\n\r\n");
        requests.put("header value with a null character", GET + "X: a\0b\r\n\r\n");
        requests.put("method with a control character", "G\u0001T /health/live HTTP/1.1\r\n" + HOST + "\r\n");
        requests.put("method with brackets", "G[T] /health/live HTTP/1.1\r\n" + HOST + "\r\n");
        requests.put("unknown method", "HACK /health/live HTTP/1.1\r\n" + HOST + "\r\n");
        requests.put("long method", "G".repeat(20_000) + " /health/live HTTP/1.1\r\n" + HOST + "\r\n");
        requests.put("no path", "GET HTTP/1.1\r\n" + HOST + "\r\n");
        requests.put("relative path", "GET health/live HTTP/1.1\r\n" + HOST + "\r\n");
        requests.put("foreign address", "GET http://attacker.example/health/live HTTP/1.1\r\n" + HOST + "\r\n");
        requests.put("version 2", "GET /health/live HTTP/2.0\r\n" + HOST + "\r\n");
        requests.put("unknown version", "GET /health/live HTTP/9.9\r\n" + HOST + "\r\n");
        requests.put("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        return requests;
    }

    private static Map<String, String> pages() {
        var requests = new LinkedHashMap<String, String>();
        requests.put("page", GET + "\r\n");
        requests.put("unknown address", "GET /nothing HTTP/1.1\r\n" + HOST + "\r\n");
        requests.put("method", "TRACE /health/live HTTP/1.1\r\n" + HOST + "\r\n");
        requests.put("options", "OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n");
        requests.put("hidden file", "GET /WEB-INF/web.xml HTTP/1.1\r\n" + HOST + "\r\n");
        requests.put("wrong escape", "GET /%zz HTTP/1.1\r\n" + HOST + "\r\n");
        return requests;
    }

    private static Optional<String> notRejected(RawHttp answer) {
        Optional<String> disclosed = disclosed(answer);
        if (disclosed.isPresent()) {
            return disclosed;
        }
        if (answer.statuses().isEmpty()) {
            return answer.closed() ? Optional.empty() : Optional.of("no response, and the connection stays open");
        }
        return answer.statuses().stream().allMatch(status -> status / 100 == 4 || status == 501 || status == 505)
                ? Optional.empty()
                : Optional.of("not rejected: " + answer.summary());
    }

    private static Optional<String> disclosed(RawHttp answer) {
        return DISCLOSURE.matcher(answer.text()).find()
                ? Optional.of("describes the server: " + answer.summary())
                : Optional.empty();
    }

    /** The container's metrics have the scopes of MicroProfile Metrics 5; the server's own are for scrapers. */
    private static Optional<String> ofContainer(RawHttp answer) {
        return answer.text().matches("(?s).*mp_scope=\"(base|vendor|application)\".*")
                ? Optional.of(answer.summary())
                : Optional.empty();
    }

    private static Optional<String> hasStatus(int status, RawHttp answer) {
        return answer.statuses().contains(status) ? Optional.of(answer.summary()) : Optional.empty();
    }

    private static RawHttp exchange(HttpAttack.Target server, String request) throws IOException {
        return RawHttp.exchange(server.port(), server.bytes(request));
    }
}
