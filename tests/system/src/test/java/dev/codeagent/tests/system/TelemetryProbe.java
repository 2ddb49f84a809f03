package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.bench.harness.ServerProcess;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a server tells a scraper, a collector of traces and the dashboard about its runs. */
final class TelemetryProbe implements AutoCloseable {
    private final Path tokenFile;
    private final HttpServer collector;
    private final List<JsonObject> traces = new CopyOnWriteArrayList<>();

    TelemetryProbe(Path folder) throws IOException {
        tokenFile = folder.resolve("scraper.token");
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            traces.add(
                    EnvelopeCodec.parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
    }

    ServerProcess.StartOptions configure(ServerProcess.StartOptions options) {
        return options.with("CODEAGENT_METRICS_FULL", "true")
                .with("CODEAGENT_METRICS_TOKENFILE", tokenFile.toString())
                .with(
                        "CODEAGENT_TRACES_ENDPOINT",
                        "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces");
    }

    /** @param run a run with one step, two turns of the model {@code scripted-1} and one tool call */
    void assertMeasured(ServerProcess server, String run, String project) throws Exception {
        assertScraped(server, project);
        assertTraced(run);
        assertOnTheDashboard(server, project);
    }

    private void assertScraped(ServerProcess server, String project) throws Exception {
        String token = Files.readString(tokenFile).strip();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tokenFile)))
                .isEqualTo("rw-------");
        HttpResponse<String> page = get(server, "/metrics", token, "text/plain");
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow().replace(" ", ""))
                .isEqualToIgnoringCase("text/plain;version=0.0.4;charset=utf-8");
        assertThat(page.body())
                .contains("codeagent_runs_finished_total{command=\"/plan\",outcome=\"completed\"}")
                .contains("gen_ai_client_token_usage_sum{gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"plan\","
                        + "gen_ai_request_model=\"scripted-1\",gen_ai_token_type=\"input\"} 2000")
                .contains("gen_ai_client_operation_time_to_first_chunk_seconds_count{")
                .contains("gen_ai_execute_tool_duration_seconds_count{error_type=\"\",gen_ai_tool_name=\"read_file\"}")
                .contains("codeagent_model_breaker_state{gen_ai_provider_name=\"plan\","
                        + "gen_ai_request_model=\"scripted-1\",state=\"closed\"} 1")
                .contains("codeagent_queue_wait_seconds_count ", "codeagent_sandbox_start_seconds_count{")
                .contains("codeagent_project_tokens_total{gen_ai_token_type=\"input\",project=\"" + project + "\"}")
                .contains("codeagent_http_operation_duration_seconds_count{operation=\"getRun\",status=\"2xx\"}")
                .contains("http_server_request_duration_seconds_count{http_request_method=\"POST\",status=\"2xx\"}")
                .contains("jvm_memory_used_bytes{area=\"heap\"}")
                .doesNotContain("Plan the change.", "It is planned.", token);
        assertThat(get(server, "/metrics", token, "application/openmetrics-text;version=1.0.0")
                        .body())
                .endsWith("# EOF\n");
        assertThat(get(server, "/api/v1/runs", token, "*/*").statusCode()).isEqualTo(401);
        assertThat(get(server, "/metrics", token + "x", "*/*").statusCode()).isEqualTo(401);
        assertThat(get(server, "/metrics/", token, "*/*").statusCode()).isEqualTo(401);
        assertThat(get(server, "/metrics", token, "text/plain").body())
                .contains("http_server_request_duration_seconds_count{http_request_method=\"GET\",status=\"4xx\"}");
    }

    private void assertTraced(String run) {
        await().atMost(Duration.ofSeconds(20)).until(() -> traces.toString().contains("\"" + run + "\""));
        JsonObject trace = traces.stream()
                .filter(request -> request.toString().contains("\"" + run + "\""))
                .findFirst()
                .orElseThrow();
        List<JsonObject> spans = trace.getJsonArray("resourceSpans")
                .getJsonObject(0)
                .getJsonArray("scopeSpans")
                .getJsonObject(0)
                .getJsonArray("spans")
                .getValuesAs(JsonObject.class);
        assertThat(spans)
                .extracting(span -> span.getString("name"))
                .containsExactlyInAnyOrder(
                        "invoke_workflow /plan",
                        "invoke_agent planning",
                        "chat scripted-1",
                        "execute_tool read_file",
                        "chat scripted-1");
        assertThat(spans)
                .extracting(span -> span.getString("traceId"))
                .containsOnly(spans.getFirst().getString("traceId"));
        assertThat(trace.toString()).doesNotContain("Plan the change.", "It is planned.", "README.md");
    }

    private static void assertOnTheDashboard(ServerProcess server, String project) throws Exception {
        JsonObject now = EnvelopeCodec.parse(server.restClient().exchange("GET", "/api/v1/dashboard/activity", ""));
        JsonObject model = now.getJsonArray("models").getJsonObject(0);
        assertThat(model.getString("breaker")).isEqualTo("closed");
        assertThat(model.getJsonObject("firstTokenMillis").getInt("count")).isPositive();
        assertThat(now.getJsonObject("queue").getInt("maxRunning")).isEqualTo(4);
        JsonObject days = EnvelopeCodec.parse(
                server.restClient().exchange("GET", "/api/v1/dashboard?bucket=hour&projectId=" + project, ""));
        assertThat(days.getJsonArray("usageByModel").getJsonObject(0).getString("key"))
                .isEqualTo("plan/scripted-1");
        assertThat(days.getJsonArray("runsByDay").getJsonObject(0).getInt("completed"))
                .isPositive();
        assertThat(days.getJsonArray("responseTimes")
                        .getJsonObject(0)
                        .getJsonObject("millis")
                        .getInt("count"))
                .isEqualTo(2);
        assertThat(server.restClient().exchange("GET", "/api/v1/dashboard/tables/runs-by-project", ""))
                .startsWith("project,name,runs,")
                .contains("\r\n" + project + ",");
        assertThat(server.restClient().exchange("GET", "/api/v1/dashboard?from=2020-01-01&to=2026-01-01", ""))
                .contains("at most 366");
    }

    private static HttpResponse<String> get(ServerProcess server, String path, String token, String accept)
            throws Exception {
        URI address = URI.create(server.address().baseUrl() + path);
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpRequest request = HttpRequest.newBuilder(address)
                    .header("Authorization", "Bearer " + token)
                    .header("Accept", accept)
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    @Override
    public void close() {
        collector.stop(0);
    }
}
