package dev.codeagent.bench.escapes.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Requests whose body contains another request. Each must get exactly one response, or a closed connection: with a
 * second response, the server executed the body. Behind a proxy that reuses connections, that request could take the
 * place of another user's.
 */
final class SmugglingAttempts {
    /** Both Payara and an unmodified Payara serve this page. */
    private static final String HIDDEN = "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

    /** Its answer, 404, leaves the connection open. */
    private static final String ADDRESS = "/api/v1/runs/none/cancel";

    private static final String POST = "POST " + ADDRESS + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

    private final List<HttpAttack> attempts = new ArrayList<>();

    private SmugglingAttempts() {}

    static List<HttpAttack> all() {
        var all = new SmugglingAttempts();
        all.methods();
        all.encodings();
        all.lengths();
        all.heads();
        all.chunks();
        all.earlyRefusals();
        all.offeredProtocols();
        return all.attempts;
    }

    /** Payara expects no body for TRACE. */
    private void methods() {
        Map<String, String> bodies = Map.of("length", length(HIDDEN) + HIDDEN, "chunked", CHUNKED + "\r\n" + HIDDEN);
        bodies.forEach((variant, body) -> add(
                "trace-with-body[" + variant + "]",
                "hides a request in the body of TRACE",
                "TRACE / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + body,
                true));
        for (String method : List.of("GET", "HEAD", "OPTIONS", "DELETE", "CONNECT", "PROPFIND", "get", "PRI")) {
            add(
                    "body-of-method[" + method + "]",
                    "hides a request in the body of " + method,
                    method + " /api/v1/runs HTTP/1.1\r\nHost: 127.0.0.1\r\n" + length(HIDDEN) + HIDDEN);
            add(
                    "chunked-body-of-method[" + method + "]",
                    "hides a request in the chunked body of " + method,
                    method + " /api/v1/runs HTTP/1.1\r\nHost: 127.0.0.1\r\n" + CHUNKED + "\r\n" + chunk(HIDDEN));
        }
    }

    private void encodings() {
        for (String encoding : List.of("xchunked", "identity", "gzip", "x, chunked", "\"chunked\"", "chunke")) {
            add(
                    "unknown-encoding[" + encoding + "]",
                    "hides a request behind an unknown Transfer-Encoding",
                    POST + JSON + "Transfer-Encoding: " + encoding + "\r\n\r\n" + HIDDEN,
                    true);
        }
        for (String encoding : List.of("chunked, identity", "chunked, chunked", "chunkedx", "chunked;q=1")) {
            add(
                    "almost-chunked[" + encoding + "]",
                    "hides a request behind a Transfer-Encoding that begins with chunked",
                    POST + JSON + "Transfer-Encoding: " + encoding + "\r\n\r\n0\r\n\r\n" + HIDDEN,
                    true);
        }
        add(
                "two-encodings",
                "sends two Transfer-Encodings",
                POST + JSON + "Transfer-Encoding: identity\r\n" + CHUNKED + "\r\n0\r\n\r\n" + HIDDEN,
                true);
        add(
                "encoding-and-length[length first]",
                "sends Content-Length and Transfer-Encoding",
                POST + JSON + "Content-Length: " + (HIDDEN.length() + 5) + "\r\n" + CHUNKED + "\r\n0\r\n\r\n" + HIDDEN);
        add(
                "encoding-and-length[encoding first]",
                "sends Transfer-Encoding and Content-Length",
                POST + JSON + CHUNKED + "Content-Length: " + (HIDDEN.length() + 5) + "\r\n\r\n0\r\n\r\n" + HIDDEN);
        add(
                "encoding-in-http-1.0",
                "sends Transfer-Encoding in a protocol that has none",
                "POST " + ADDRESS + " HTTP/1.0\r\nConnection: keep-alive\r\nHost: 127.0.0.1\r\n" + JSON + CHUNKED
                        + "\r\n0\r\n\r\n" + HIDDEN);
    }

    private void lengths() {
        int length = HIDDEN.length();
        var values = new LinkedHashMap<String, String>();
        values.put("two", "0\r\nContent-Length: " + length);
        values.put("two, reversed", length + "\r\nContent-Length: 0");
        values.put("list", "0, " + length);
        values.put("negative", "-" + length);
        values.put("signed", "+0");
        values.put("hexadecimal", "0x0");
        values.put("empty", "");
        values.put("words", "0 " + length);
        values.put("overflow", "18446744073709551616");
        values.put("fraction", "0.0");
        values.forEach((variant, value) -> add(
                "content-length[" + variant + "]",
                "sends a Content-Length that two servers could read differently",
                POST + JSON + "Content-Length: " + value + "\r\n\r\n" + HIDDEN));
    }

    private void heads() {
        int length = HIDDEN.length();
        var heads = new LinkedHashMap<String, String>();
        heads.put("blank before the colon of an encoding", "Transfer-Encoding : chunked\r\n");
        heads.put("tab before the colon of an encoding", "Transfer-Encoding\t: chunked\r\n");
        heads.put("blank before the colon of a length", "Content-Length : " + length + "\r\n");
        heads.put("blank before the name", "X: 1\r\n Content-Length: " + length + "\r\n");
        heads.put("folded encoding", "Transfer-Encoding:\r\n chunked\r\n");
        heads.put("encoding folded into another", "X: 1\r\n\tTransfer-Encoding: chunked\r\n");
        heads.put("control character", "Transfer-Encoding: \u000bchunked\r\n");
        heads.put("null character", "Transfer-Encoding: chunked\0\r\n");
        heads.put("carriage return", "X: 1\rTransfer-Encoding: chunked\r\n");
        heads.put("no colon", "Transfer-Encoding chunked\r\n");
        heads.put("empty name", ": chunked\r\n");
        heads.forEach((variant, head) -> add(
                "header[" + variant + "]",
                "hides the end of the body behind a malformed header",
                POST + JSON + head + "\r\n0\r\n\r\n" + HIDDEN));
        add(
                "line-feed-in-header",
                "ends a header with a line feed alone",
                POST + JSON + "X: 1\nTransfer-Encoding: x\n\n0\r\n\r\n" + HIDDEN);
    }

    private void chunks() {
        var chunks = new LinkedHashMap<String, String>();
        chunks.put("plus sign", "+2\r\n{}\r\n0\r\n\r\n");
        chunks.put("minus sign", "-2\r\n{}\r\n0\r\n\r\n");
        chunks.put("hexadecimal prefix", "0x2\r\n{}\r\n0\r\n\r\n");
        chunks.put("blank before", " 2\r\n{}\r\n0\r\n\r\n");
        chunks.put("blank after", "2 \r\n{}\r\n0\r\n\r\n");
        chunks.put("overflow of 64 bits", "10000000000000002\r\n{}\r\n0\r\n\r\n");
        chunks.put("largest", "ffffffffffffffff\r\n{}\r\n0\r\n\r\n");
        chunks.put("empty size", "\r\n{}\r\n0\r\n\r\n");
        chunks.put("letters", "zz\r\n{}\r\n0\r\n\r\n");
        chunks.put("line feed in an extension", "2;a\nb\r\n{}\r\n0\r\n\r\n");
        chunks.put("long extension", "2;" + "a".repeat(20_000) + "\r\n{}\r\n0\r\n\r\n");
        chunks.put("line feed alone", "2\n{}\n0\n\n");
        chunks.put("more data than its size", "2\r\n{}{}\r\n0\r\n\r\n");
        chunks.put("trailer with a length", "2\r\n{}\r\n0\r\nContent-Length: " + HIDDEN.length() + "\r\n\r\n");
        chunks.forEach((variant, body) -> add(
                "chunk[" + variant + "]",
                "ends a chunked body where another server would not",
                POST + JSON + CHUNKED + "\r\n" + body + HIDDEN));
    }

    /** Requests that the server refuses without their body. */
    private void earlyRefusals() {
        String body = length(HIDDEN) + HIDDEN;
        var refused = new LinkedHashMap<String, String>();
        refused.put("unknown address", "POST /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n" + JSON + body);
        refused.put("other origin", POST + JSON + "Origin: http://attacker.example\r\n" + body);
        refused.put("other host", "POST " + ADDRESS + " HTTP/1.1\r\nHost: attacker.example\r\n" + JSON + body);
        refused.put("other type", POST + "Content-Type: text/plain\r\n" + body);
        refused.put("other answer", POST + "Accept: image/png\r\n" + JSON + body);
        refused.put("method", "PUT /api/v1/runs HTTP/1.1\r\nHost: 127.0.0.1\r\n" + JSON + body);
        refused.put("expect", POST + JSON + "Expect: 100-continue\r\n" + body);
        refused.put("unknown expect", POST + JSON + "Expect: 200-maybe\r\n" + body);
        refused.put("upgrade", POST + JSON + "Connection: Upgrade\r\nUpgrade: websocket\r\n" + body);
        refused.forEach((variant, request) -> add(
                "refused-early[" + variant + "]", "hides a request in a body that the server does not need", request));
    }

    /** The container does not find the end of a body after a head with Upgrade. */
    private void offeredProtocols() {
        String h2c = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n";
        String body = "Content-Length: 2\r\n\r\n{}" + HIDDEN;
        var offers = new LinkedHashMap<String, String>();
        offers.put("h2c", POST + JSON + h2c + body);
        offers.put("h2c, empty body", POST + JSON + h2c + "Content-Length: 0\r\n\r\n" + HIDDEN);
        offers.put("h2c, request as body", POST + JSON + h2c + length(HIDDEN) + HIDDEN);
        offers.put("h2c, chunked", POST + JSON + h2c + CHUNKED + "\r\n" + chunk(HIDDEN) + HIDDEN);
        offers.put("h2c, body of GET", "GET /api/v1/runs HTTP/1.1\r\nHost: 127.0.0.1\r\n" + h2c + body);
        offers.put("h2c, body of DELETE", "DELETE /api/v1/runs HTTP/1.1\r\nHost: 127.0.0.1\r\n" + h2c + body);
        offers.put(
                "h2c, GET without a body", "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n" + h2c + "\r\n" + HIDDEN);
        offers.put("h2c, unknown address", "POST /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n" + JSON + h2c + body);
        offers.put("h2c, HTTP/1.0", "POST " + ADDRESS + " HTTP/1.0\r\nHost: 127.0.0.1\r\n" + JSON + h2c + body);
        offers.put("h2c and websocket", POST + JSON + "Connection: Upgrade\r\nUpgrade: h2c, WebSocket\r\n" + body);
        offers.put("two headers", POST + JSON + h2c + "Upgrade: websocket\r\n" + body);
        offers.put("TLS", POST + JSON + "Connection: Upgrade\r\nUpgrade: TLS/1.0\r\n" + body);
        offers.put("nothing", POST + JSON + "Connection: Upgrade\r\nUpgrade: \r\n" + body);
        offers.put("not named by Connection", POST + JSON + "Upgrade: h2c\r\n" + body);
        offers.forEach((variant, request) -> add(
                "offered-protocol[" + variant + "]", "hides a request behind an offer of another protocol", request));
    }

    private static String length(String body) {
        return "Content-Length: " + body.length() + "\r\n\r\n";
    }

    private static String chunk(String body) {
        return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    }

    private void add(String id, String description, String request) {
        add(id, description, request, false);
    }

    private void add(String id, String description, String request, boolean bareServerIsVulnerable) {
        HttpAttack.Action action = server -> moreResponsesThan(1, server, request);
        attempts.add(
                bareServerIsVulnerable
                        ? HttpAttack.onBareServer("http/" + id, description, action)
                        : HttpAttack.onUnframedServer("http/" + id, description, action));
    }

    private static Optional<String> moreResponsesThan(int allowed, HttpAttack.Target server, String request)
            throws IOException {
        RawHttp answer = RawHttp.exchange(server.port(), server.bytes(request));
        if (answer.statuses().size() > allowed) {
            return Optional.of("the body was executed: " + answer.summary());
        }
        if (answer.statuses().stream().anyMatch(status -> status >= 500)) {
            return Optional.of("the server failed: " + answer.summary());
        }
        return answer.statuses().isEmpty() && !answer.closed()
                ? Optional.of("no response, and the connection stays open")
                : Optional.empty();
    }
}
