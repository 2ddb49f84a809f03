package dev.codeagent.tests.anyserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Health, OpenAPI description and status of a running server. */
@Tag("any-server")
class ServerInterfaceTest {
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.configured();
    }

    @Test
    void reportsItsHealth() throws Exception {
        assertThat(get("/health")).contains("\"status\":\"UP\"", "\"runs\"", "\"database\"");
    }

    @Test
    void servesItsOpenApiDescription() throws Exception {
        assertThat(get("/openapi")).contains("/api/v1/runs", "/api/v1/projects", "/api/v1/providers", "/api/v1/agents");
    }

    @Test
    void isFoundByItsDataDirectory() throws Exception {
        CodeagentCli.CommandResult status = server.codeagent().run("status");

        assertThat(status.exit()).as(status.err()).isZero();
        assertThat(status.out()).contains("running at http://127.0.0.1:" + server.port());
    }

    private static String get(String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(server.address().request(path).GET().build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
