package dev.codeagent.tests.anyserver;

import static dev.codeagent.bench.harness.RawHttpRequest.get;
import static dev.codeagent.bench.harness.RawHttpRequest.post;
import static dev.codeagent.bench.harness.RawHttpRequest.webSocketHandshake;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.RawHttpRequest;
import dev.codeagent.bench.harness.RawHttpRequest.RawResponse;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A browser exchanges a code for a cookie, which is valid only for requests of the server's own pages. */
@Tag("any-server")
class BrowserLoginTest {
    private static final Pattern COOKIE = Pattern.compile("Set-Cookie: (codeagent-\\d+=[^;]+)(.*)");

    private static TestServer server;
    private static String token;
    private static String authorization;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.configured();
        authorization = "Authorization: " + server.address().authorization().orElseThrow();
        token = authorization.substring("Authorization: Bearer ".length());
    }

    @Test
    void logsABrowserInWithACodeThatIsValidOnce() throws Exception {
        String code = createCode();
        RawResponse login = logIn(code);

        assertThat(login.status()).as(login.text()).isEqualTo(204);
        Matcher cookie = COOKIE.matcher(login.text());
        assertThat(cookie.find()).isTrue();
        assertThat(cookie.group(1)).startsWith(cookieName()).doesNotContain(token);
        assertThat(cookie.group(2)).contains("HttpOnly", "SameSite=Strict", "Path=/");
        String header = "Cookie: other=1; " + cookie.group(1);
        assertThat(send(get("/api/v1/runs", header)).status()).isEqualTo(200);
        assertThat(send(get("/api/v1/runs", header, "Sec-Fetch-Site: same-origin"))
                        .status())
                .isEqualTo(200);
        assertThat(send(webSocketHandshake(header, origin(), "Sec-Fetch-Site: same-origin"))
                        .status())
                .isEqualTo(101);
        for (String site : List.of("cross-site", "same-site")) {
            assertThat(send(get("/api/v1/runs", header, "Sec-Fetch-Site: " + site))
                            .status())
                    .isEqualTo(403);
            assertThat(send(webSocketHandshake(header, "Sec-Fetch-Site: " + site))
                            .status())
                    .isEqualTo(403);
            assertThat(send(post("/api/v1/projects", "{}", header, "Sec-Fetch-Site: " + site))
                            .status())
                    .isEqualTo(403);
        }
        assertThat(send(get("/api/v1/runs", header + "x")).status()).isEqualTo(401);
        assertThat(send(get("/api/v1/runs", header, "Authorization: Bearer x")).status())
                .as("a wrong header beside the cookie")
                .isEqualTo(401);
        assertThat(logIn(code).status()).as("the second use").isEqualTo(401);
    }

    @Test
    void logsNobodyInWithoutACode() throws Exception {
        String code = createCode();

        assertThat(logIn("").status()).isEqualTo(401);
        assertThat(logIn("x").status()).isEqualTo(401);
        assertThat(logIn(token).status()).isEqualTo(401);
        assertThat(send(get("/login?code=" + code)).status()).isEqualTo(401);
        assertThat(send(post("/login?code=" + code, "{}")).status()).isEqualTo(401);
        assertThat(send(post("/login", "not JSON")).status()).isEqualTo(400);
        assertThat(send(get("/api/v1/runs", "Cookie: " + cookieName() + "=99999999999." + "A".repeat(43)))
                        .status())
                .isEqualTo(401);
        assertThat(send(get("/?code=" + code)).text()).doesNotContain("Set-Cookie");
        assertThat(send(post("/api/v1/login-codes", "")).status()).isEqualTo(401);
        assertThat(logIn(code).status()).as("the code is still unused").isEqualTo(204);
    }

    private static String createCode() throws IOException {
        RawResponse created = send(post("/api/v1/login-codes", "", authorization));
        assertThat(created.status()).as(created.text()).isEqualTo(200);
        return GatewayMessages.parse(created.body()).getString("code");
    }

    private static RawResponse logIn(String code) throws IOException {
        return send(post("/login", "{\"code\": \"" + code + "\"}", origin(), "Sec-Fetch-Site: same-origin"));
    }

    private static String origin() {
        return "Origin: http://127.0.0.1:" + server.port();
    }

    private static String cookieName() {
        return "codeagent-" + server.port();
    }

    private static RawResponse send(RawHttpRequest request) throws IOException {
        return request.send(server.port());
    }
}
