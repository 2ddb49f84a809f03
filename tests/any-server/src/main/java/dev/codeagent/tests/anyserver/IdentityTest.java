package dev.codeagent.tests.anyserver;

import static dev.codeagent.bench.harness.RawHttpRequest.get;
import static dev.codeagent.bench.harness.RawHttpRequest.post;
import static dev.codeagent.bench.harness.RawHttpRequest.webSocketHandshake;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.security.LocalToken;
import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.RawHttpRequest;
import dev.codeagent.bench.harness.RawHttpRequest.RawResponse;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only the user of the server reaches it: programs with the token of the data directory, browsers after a login. */
@Tag("any-server")
class IdentityTest {
    private static TestServer server;
    private static String token;
    private static String authorization;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.configured();
        authorization = "Authorization: " + server.address().authorization().orElseThrow();
        token = authorization.substring("Authorization: Bearer ".length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/runs",
                "/api/v1/projects",
                "/api/v1/providers",
                "/api/v1/approvals",
                "/api/v1/health",
                "/api/v1/runs/run-none/events",
                "/api/v1/nothing",
                "/api/v1/application.wadl",
                "/openapi",
                "/metrics",
                "/ws/v1/connect",
                "/login",
                "/index.html",
                "/WEB-INF/web.xml",
                "/nothing"
            })
    void answersNobodyElse(String path) throws Exception {
        RawResponse response = send(get(path));

        assertThat(response.status()).as(response.text()).isEqualTo(401);
        assertThat(response.text()).contains("WWW-Authenticate: Bearer").containsIgnoringCase("Connection: close");
        JsonObject error = GatewayMessages.parse(response.body());
        assertThat(error.getString("code")).isEqualTo("UNAUTHENTICATED");
        assertThat(error.getString("message")).contains("'authorization'", "curl -H @", "codeagent up");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "PROPFIND"})
    void answersNoMethodWithoutTheToken(String method) throws Exception {
        assertThat(send(new RawHttpRequest(method, "/api/v1/projects", List.of(), ""))
                        .status())
                .isIn(400, 401, 405, 501);
        assertThat(send(new RawHttpRequest(
                                method, "/api/v1/providers/x", List.of("Content-Type: application/json"), "{}"))
                        .status())
                .isIn(400, 401, 405, 501);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/openapi", "/metrics", "/identity", "/login", "/login.js", "/health", "/health/ready"})
    void refusesMethodsThatAnAddressDoesNotSupport(String path) throws Exception {
        for (String method : List.of("PATCH", "PUT", "DELETE")) {
            RawResponse response = send(new RawHttpRequest(method, path, List.of(authorization), ""));

            assertThat(response.status()).as(method + " " + path).isEqualTo(405);
            assertThat(response.text()).contains("Allow: " + (path.equals("/login") ? "POST" : "GET"));
            assertThat(GatewayMessages.parse(response.body()).getString("message"))
                    .contains("does not support this method");
        }
    }

    @Test
    void answersTheToken() throws Exception {
        assertThat(send(get("/api/v1/runs", authorization)).status()).isEqualTo(200);
        assertThat(send(get("/openapi", authorization)).status()).isEqualTo(200);
        assertThat(send(get("/api/v1/runs", "authorization: bearer " + token)).status())
                .as("the scheme is not case-sensitive")
                .isEqualTo(200);
    }

    @Test
    void refusesWrongTokens() throws Exception {
        String basic = Base64.getEncoder().encodeToString(("local:" + token).getBytes(StandardCharsets.US_ASCII));
        List<String> wrong = List.of(
                "Bearer",
                "Bearer ",
                "Bearer null",
                "Bearer " + token.substring(1),
                "Bearer " + token.substring(0, token.length() - 1),
                "Bearer " + token + "x",
                "Bearer " + token + ", Bearer " + token,
                "Bearer " + LocalToken.generate().value(),
                "Bearer " + token.toLowerCase(java.util.Locale.ROOT) + "A",
                "Basic " + basic,
                "Token " + token,
                token);

        for (String value : wrong) {
            RawResponse response = send(get("/api/v1/runs", "Authorization: " + value));
            assertThat(response.status()).as(value).isEqualTo(401);
            assertThat(response.text()).doesNotContain(token);
        }
        assertThat(send(get("/api/v1/runs", "Authorization: Bearer x", authorization))
                        .status())
                .as("two headers")
                .isEqualTo(401);
    }

    @Test
    void refusesTheTokenInOtherPlaces() throws Exception {
        for (String query : List.of("token=", "access_token=", "authorization=Bearer%20", "bearer=", "code=")) {
            assertThat(send(get("/api/v1/runs?" + query + token)).status()).isEqualTo(401);
        }
        assertThat(send(get("/api/v1/runs", "X-API-Key: " + token)).status()).isEqualTo(401);
        assertThat(send(get("/api/v1/runs", "Cookie: " + cookieName() + "=" + token))
                        .status())
                .isEqualTo(401);
        assertThat(send(get("/api/v1/runs", "Proxy-Authorization: Bearer " + token))
                        .status())
                .isEqualTo(401);
        assertThat(send(webSocketHandshake("Sec-WebSocket-Protocol: bearer, " + token))
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health/../api/v1/runs",
                "/health/..;/api/v1/runs",
                "/health/ready/../../api/v1/runs",
                "/health/ready/..%2f..%2fapi/v1/runs",
                "/health/%2e%2e/api/v1/runs",
                "/health/ready;/../../api/v1/runs",
                "/login/../api/v1/runs",
                "/login.js/../api/v1/runs",
                "//api/v1/runs",
                "/./api/v1/runs",
                "/%61pi/v1/runs",
                "/api/v1/runs;/health/ready",
                "/api/v1/runs?/health/ready",
                "/api/v1/runs#/health/ready",
                "/health\\..\\api\\v1\\runs",
                "http://127.0.0.1/api/v1/runs",
                "/health/ready/x"
            })
    void noSpellingOfAnAddressNeedsNoToken(String target) throws Exception {
        RawResponse response = send(get(target));

        assertThat(response.status()).as(response.text()).isNotEqualTo(200);
        assertThat(response.body()).doesNotStartWith("[");
    }

    @Test
    void tellsEverybodyOnlyThatItRuns() throws Exception {
        for (String path : List.of("/health", "/health/live", "/health/ready")) {
            RawResponse response = send(get(path));
            assertThat(response.status()).as(path).isEqualTo(200);
            assertThat(response.body()).doesNotContain(server.codeagent().data().toString());
        }
        RawResponse page = send(get("/"));
        assertThat(page.status()).as(page.text()).isEqualTo(200);
        assertThat(page.text()).contains("Content-Security-Policy: default-src 'none'", "<script");
        assertThat(send(get("/login.js")).body()).contains("location.hash");
        assertThat(send(get("/", "Sec-Fetch-Site: cross-site")).status())
                .as("a link")
                .isEqualTo(200);
    }

    @Test
    void guardsTheWebSocket() throws Exception {
        assertThat(send(webSocketHandshake()).status()).isEqualTo(401);
        assertThat(send(webSocketHandshake("Authorization: Bearer x")).status()).isEqualTo(401);
        assertThat(send(webSocketHandshake(authorization)).status()).isEqualTo(101);
        assertThat(send(webSocketHandshake(authorization, "Origin: http://evil.example"))
                        .status())
                .isEqualTo(403);
        assertThat(send(webSocketHandshake(authorization, "Sec-Fetch-Site: cross-site"))
                        .status())
                .isEqualTo(403);
        assertThat(send(webSocketHandshake(authorization, "Host: evil.example")).status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Host: 127.0.0.1.evil.example",
                "Host: 0.0.0.0",
                "Host: [::ffff:127.0.0.1]",
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: http://127.0.0.1:1",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: "
            })
    void refusesPagesOfAnotherOriginEvenWithTheToken(String header) throws Exception {
        assertThat(send(get("/api/v1/runs", authorization, header)).status()).isEqualTo(403);
        assertThat(send(post("/api/v1/login-codes", "", authorization, header)).status())
                .isEqualTo(403);
        assertThat(send(post("/login", "{\"code\": \"x\"}", header)).status()).isEqualTo(403);
    }

    @Test
    void keepsTheTokenOutOfItsOtherFilesAndCommandLines() throws Exception {
        Path data = server.codeagent().data();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(LocalToken.file(data))))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.walk(data)) {
            assertThat(files.filter(Files::isRegularFile)
                            .filter(IdentityTest::containsToken)
                            .toList())
                    .containsExactly(LocalToken.file(data));
        }
        assertThat(ProcessHandle.allProcesses()
                        .map(process -> process.info().commandLine().orElse("")))
                .noneMatch(line -> line.contains(token));
    }

    private static boolean containsToken(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(token);
        } catch (IOException e) {
            return false; // It was deleted meanwhile.
        }
    }

    private static String cookieName() {
        return "codeagent-" + server.port();
    }

    private static RawResponse send(RawHttpRequest request) throws IOException {
        return request.send(server.port());
    }
}
