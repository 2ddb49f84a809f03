package dev.codeagent.bench.escapes.server;

import dev.codeagent.api.security.LocalToken;
import dev.codeagent.bench.escapes.server.ServerAttempt.Action;
import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.RawHttpRequest;
import dev.codeagent.bench.harness.RawHttpRequest.RawResponse;
import dev.codeagent.bench.harness.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Requests of those who are not the user: other users and programs of the machine, pages of other origins. The controls
 * make the same request to a server without tokens, or leave out what must make the server refuse it.
 */
final class IdentityAttempts {
    private static final Map<String, String> WITHOUT_TOKENS = Map.of("CODEAGENT_SECURITY_LOCALTOKEN", "false");
    /** A second server of the same user, which no attempt restarts. */
    static final Map<String, String> OTHER_INSTANCE = Map.of("CODEAGENT_LOGGING_LEVEL", "WARN");

    private static final Pattern COOKIE = Pattern.compile("Set-Cookie: (codeagent-\\d+=[^;]+)");
    private static final List<String> PATHS = List.of(
            "/api/v1/runs",
            "/api/v1/health",
            "/api/v1/providers",
            "/api/v1/runs/none/events",
            "/openapi",
            "/nothing",
            "/index.html");
    private static final List<String> SPELLINGS = List.of(
            "/api/v1/runs",
            "/health/../api/v1/runs",
            "/health/..;/api/v1/runs",
            "/health/ready/..%2f..%2fapi/v1/runs",
            "/health/%2e%2e/api/v1/runs",
            "/login/../api/v1/runs",
            "/login.js/../api/v1/runs",
            "//api/v1/runs",
            "/./api/v1/runs",
            "/%61pi/v1/runs",
            "/api/v1/runs;/health/ready");

    private IdentityAttempts() {}

    static List<ServerAttempt> all() {
        return Stream.of(withoutToken(), ofPages(), withCodesAndCookies())
                .flatMap(List::stream)
                .toList();
    }

    private static List<ServerAttempt> withoutToken() {
        return List.of(
                withControl(
                        "no-token",
                        "uses the API without a token",
                        port -> PATHS.stream().map(RawHttpRequest::get).toList()),
                withControl(
                        "write-without-token",
                        "changes something without a token",
                        port -> List.of(
                                RawHttpRequest.post("/api/v1/projects", "{\"path\": \"/tmp\"}"),
                                new RawHttpRequest("DELETE", "/api/v1/providers/none", List.of(), ""),
                                new RawHttpRequest(
                                        "PUT", "/api/v1/providers/x", List.of("Content-Type: application/json"), "{}"),
                                RawHttpRequest.post("/api/v1/login-codes", ""))),
                withControl(
                        "wrong-token",
                        "uses the API with a wrong or an empty token",
                        port -> Stream.of(
                                        "Bearer",
                                        "Bearer ",
                                        "Bearer x",
                                        "Basic bG9jYWw6bG9jYWw=",
                                        "Bearer " + "A".repeat(43))
                                .map(value -> RawHttpRequest.get("/api/v1/runs", "Authorization: " + value))
                                .toList()),
                withControl(
                        "websocket",
                        "opens the WebSocket without a token",
                        port -> List.of(
                                RawHttpRequest.webSocketHandshake(),
                                RawHttpRequest.webSocketHandshake("Authorization: Bearer x"))),
                withControl(
                        "spelling",
                        "reaches the API by another spelling of an open address",
                        port -> SPELLINGS.stream().map(RawHttpRequest::get).toList()),
                ServerAttempt.of(
                        "identity/token-in-query",
                        "sends the token in the query string, which ends up in logs and histories",
                        target -> firstSuccess(target.server(), queries(token(target.server()))),
                        target -> firstSuccess(target.server(WITHOUT_TOKENS), queries("x"))),
                ServerAttempt.of(
                        "identity/token-of-another-instance",
                        "uses the API with the token of another server of the same user",
                        target -> success(target.server(), authorized(target.server(OTHER_INSTANCE))),
                        target -> success(target.server(OTHER_INSTANCE), authorized(target.server(OTHER_INSTANCE)))));
    }

    /** The attacker makes the user's browser, which is logged in, send a request. */
    private static List<ServerAttempt> ofPages() {
        var attempts = new ArrayList<ServerAttempt>();
        Map<String, String> headers = Map.of(
                "foreign-origin", "Origin: http://evil.example",
                "other-port", "Origin: http://127.0.0.1:1",
                "opaque-origin", "Origin: null",
                "cross-site-fetch", "Sec-Fetch-Site: cross-site",
                "same-site-fetch", "Sec-Fetch-Site: same-site",
                "dns-rebinding", "Host: evil.example");
        new TreeMap<>(headers).forEach((name, header) -> {
            attempts.add(ServerAttempt.of(
                    "identity/page-" + name,
                    "a page sends a request with the cookie of the user: " + header,
                    target -> firstSuccess(target.server(), pageRequests(target.server(), header)),
                    target -> firstSuccess(target.server(), pageRequests(target.server(), "X-Nothing: 1"))));
            attempts.add(ServerAttempt.of(
                    "identity/page-websocket-" + name,
                    "a page opens the WebSocket with the cookie of the user: " + header,
                    target -> success(
                            target.server(), RawHttpRequest.webSocketHandshake(cookie(target.server()), header)),
                    target -> success(target.server(), RawHttpRequest.webSocketHandshake(cookie(target.server())))));
        });
        return attempts;
    }

    private static List<RawHttpRequest> pageRequests(ServerProcess server, String header) throws IOException {
        String cookie = cookie(server);
        return List.of(
                RawHttpRequest.get("/api/v1/runs", cookie, header),
                RawHttpRequest.post("/api/v1/projects", "{\"path\": \"/tmp\"}", cookie, header),
                RawHttpRequest.post("/api/v1/login-codes", "", cookie, header),
                // What a form can send without a preflight request.
                new RawHttpRequest(
                        "POST", "/api/v1/login-codes", List.of(cookie, header, "Content-Type: text/plain"), "{}"));
    }

    private static List<ServerAttempt> withCodesAndCookies() {
        return List.of(
                ServerAttempt.of(
                        "identity/code-reuse",
                        "logs in with a code that was used",
                        target -> {
                            String code = createCode(target.server());
                            logIn(target.server(), code);
                            return cookieOf(logIn(target.server(), code));
                        },
                        target -> cookieOf(logIn(target.server(), createCode(target.server())))),
                ServerAttempt.of(
                        "identity/code-of-another-instance",
                        "logs in with a code of another server",
                        target -> cookieOf(logIn(target.server(), createCode(target.server(OTHER_INSTANCE)))),
                        target -> cookieOf(
                                logIn(target.server(OTHER_INSTANCE), createCode(target.server(OTHER_INSTANCE))))),
                ServerAttempt.of(
                        "identity/code-in-query",
                        "logs in with a code in the query string, which ends up in logs and histories",
                        target -> cookieOf(RawHttpRequest.post("/login?code=" + createCode(target.server()), "{}")
                                .send(target.server().port())),
                        target -> cookieOf(logIn(target.server(), createCode(target.server())))),
                ServerAttempt.of(
                        "identity/cookie-of-another-instance",
                        "uses the cookie of another server, which the browser sends too: cookies have no port",
                        target -> success(
                                target.server(),
                                RawHttpRequest.get(
                                        "/api/v1/runs",
                                        renamed(cookie(target.server(OTHER_INSTANCE)), target.server()))),
                        target -> success(
                                target.server(OTHER_INSTANCE),
                                RawHttpRequest.get("/api/v1/runs", cookie(target.server(OTHER_INSTANCE))))),
                ServerAttempt.of(
                        "identity/cookie-forged",
                        "changes the expiry of a cookie, or makes one up",
                        target -> firstSuccess(target.server(), forgedCookies(target.server())),
                        target -> firstSuccess(target.server(WITHOUT_TOKENS), forgedCookies(target.server()))));
    }

    private static List<RawHttpRequest> forgedCookies(ServerProcess server) throws IOException {
        String name = "Cookie: codeagent-" + server.port() + "=";
        return Stream.of(
                        cookie(server).replaceFirst("=\\d+", "=99999999999"),
                        name,
                        name + "99999999999." + "A".repeat(43),
                        name + token(server))
                .map(cookie -> RawHttpRequest.get("/api/v1/runs", cookie))
                .toList();
    }

    private interface Requests {
        List<RawHttpRequest> create(int port);
    }

    /** The same requests to the server of the user and to one without tokens. */
    private static ServerAttempt withControl(String name, String description, Requests requests) {
        Action attack = target ->
                firstSuccess(target.server(), requests.create(target.server().port()));
        return ServerAttempt.of("identity/" + name, description, attack, target -> {
            ServerProcess open = target.server(WITHOUT_TOKENS);
            return firstSuccess(open, requests.create(open.port()));
        });
    }

    private static List<RawHttpRequest> queries(String token) {
        return Stream.of("token=", "access_token=", "authorization=Bearer%20", "code=")
                .map(name -> RawHttpRequest.get("/api/v1/runs?" + name + token))
                .toList();
    }

    private static Optional<String> firstSuccess(ServerProcess server, List<RawHttpRequest> requests)
            throws IOException {
        for (RawHttpRequest request : requests) {
            Optional<String> success = success(server, request);
            if (success.isPresent()) {
                return success;
            }
        }
        return Optional.empty();
    }

    /** Any answer of the application is a success, for example that an address does not exist. */
    private static Optional<String> success(ServerProcess server, RawHttpRequest request) throws IOException {
        RawResponse response = request.send(server.port());
        boolean refused = List.of(0, 400, 401, 403, 501).contains(response.status())
                && !response.body().contains("[");
        return refused
                ? Optional.empty()
                : Optional.of(request.method() + " " + request.target() + " was answered " + response.status());
    }

    private static RawHttpRequest authorized(ServerProcess server) {
        return RawHttpRequest.get(
                "/api/v1/runs",
                "Authorization: " + server.address().authorization().orElseThrow());
    }

    private static String token(ServerProcess server) {
        return LocalToken.parse(
                        "Authorization: " + server.address().authorization().orElseThrow())
                .orElseThrow()
                .value();
    }

    private static String createCode(ServerProcess server) throws IOException {
        String authorization =
                "Authorization: " + server.address().authorization().orElseThrow();
        return GatewayMessages.parse(RawHttpRequest.post("/api/v1/login-codes", "", authorization)
                        .send(server.port())
                        .body())
                .getString("code");
    }

    private static RawResponse logIn(ServerProcess server, String code) throws IOException {
        return RawHttpRequest.post("/login", "{\"code\": \"" + code + "\"}").send(server.port());
    }

    private static Optional<String> cookieOf(RawResponse response) {
        Matcher cookie = COOKIE.matcher(response.text());
        return cookie.find() ? Optional.of(cookie.group(1)) : Optional.empty();
    }

    /** The header with the cookie of a new login. */
    private static String cookie(ServerProcess server) throws IOException {
        return "Cookie: " + cookieOf(logIn(server, createCode(server))).orElseThrow();
    }

    private static String renamed(String cookie, ServerProcess server) {
        return cookie.replaceFirst("codeagent-\\d+", "codeagent-" + server.port());
    }
}
