package dev.codeagent.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.rig.Commands;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A server whose database is away lives, is not ready, and tells the reason to operators alone. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class HealthInContainerTest {

    @Deployment(testable = false)
    static WebArchive server() {
        return ServerArchive.fresh().addClass(AwayStorage.class);
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI address = URI.create("http://127.0.0.1:" + System.getProperty("codeagent.port") + path);
            return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static List<String> checks(HttpResponse<String> response) {
        return Commands.parse(response.body()).getJsonArray("checks").getValuesAs(JsonObject.class).stream()
                .map(check -> check.getString("name") + " " + check.getString("status"))
                .toList();
    }

    @Test
    void livesWithoutItsDatabase() throws Exception {
        HttpResponse<String> live = get("/health/live");

        assertThat(live.statusCode()).isEqualTo(200);
        assertThat(checks(live)).containsExactly("threads UP");
    }

    @Test
    void isNotReadyWithoutItsDatabase() throws Exception {
        HttpResponse<String> ready = get("/health/ready");

        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(checks(ready)).contains("database DOWN", "data UP");
        assertThat(ready.body() + get("/health").body()).doesNotContain(AwayStorage.REASON, "house");
    }

    @Test
    void tellsTheOperatorWhy() throws Exception {
        JsonObject health = Commands.parse(get("/api/v1/health").body());

        assertThat(health.getString("level")).isEqualTo("fail");
        assertThat(health.getJsonArray("findings").getValuesAs(JsonObject.class))
                .filteredOn(finding -> finding.getString("check").equals("database"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.getString("found")).isEqualTo(AwayStorage.REASON))
                .satisfies(finding -> assertThat(finding.getString("advice")).contains("database.url"));
    }
}
