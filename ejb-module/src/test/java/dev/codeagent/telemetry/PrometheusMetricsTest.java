package dev.codeagent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.dashboard.Quantiles;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.telemetry.HttpMeter.HttpExchange;
import dev.codeagent.api.telemetry.MetricsService.MetricsPage;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PrometheusMetricsTest {
    private final MeasuredServer server = new MeasuredServer(false);

    @Test
    void writesTheFormatThatTheScraperAccepts() {
        server.measureEverything();

        MetricsPage text = server.metrics.scrape("");
        MetricsPage open = server.metrics.scrape("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.1");

        assertThat(text.contentType()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(text.text())
                .contains("# TYPE codeagent_runs_created_total counter")
                .doesNotContain("# EOF");
        assertThat(open.contentType()).startsWith("application/openmetrics-text; version=1.0.0");
        assertThat(open.text())
                .contains("# TYPE codeagent_runs_created counter")
                .endsWith("# EOF\n");
    }

    @Test
    void measuresARunByItsEvents() {
        server.measureEverything();

        assertThat(server.samples())
                .containsAllEntriesOf(Map.of(
                        "codeagent_runs_created_total{command=\"/build\"}", 1.0,
                        "codeagent_runs_finished_total{command=\"/build\",outcome=\"failed\"}", 1.0,
                        "codeagent_run_failures_total{error_code=\"INTERNAL\"}", 1.0,
                        "codeagent_run_duration_seconds_sum{outcome=\"failed\"}", 21.0,
                        "gen_ai_invoke_agent_duration_seconds_sum{gen_ai_agent_name=\"coding\",outcome=\"done\"}", 20.0,
                        "gen_ai_execute_tool_duration_seconds_sum{error_type=\"\",gen_ai_tool_name=\"read_file\"}",
                                0.25,
                        "codeagent_verdicts_total{verdict=\"green\"}", 1.0,
                        "codeagent_approvals_answered_total{decision=\"approved\"}", 1.0,
                        "codeagent_journal_events_total", 9.0,
                        "codeagent_queue_wait_seconds_sum", 2.0));
    }

    @Test
    void measuresModelsAndTokens() {
        server.measureEverything();
        String model = "gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"demo\",gen_ai_request_model=\"m/1\"";

        assertThat(server.samples())
                .containsAllEntriesOf(Map.of(
                        "gen_ai_client_token_usage_sum{" + model + ",gen_ai_token_type=\"input\"}",
                        1000.0,
                        "gen_ai_client_token_usage_sum{" + model + ",gen_ai_token_type=\"output\"}",
                        50.0,
                        "codeagent_model_cached_tokens_total{cache=\"read\",gen_ai_provider_name=\"demo\","
                                + "gen_ai_request_model=\"m/1\"}",
                        700.0,
                        "codeagent_model_cost_usd_total{gen_ai_provider_name=\"demo\",gen_ai_request_model=\"m/1\"}",
                        0.25,
                        "gen_ai_client_operation_duration_seconds_count{error_type=\"PROVIDER_TIMEOUT\"," + model + "}",
                        1.0,
                        "gen_ai_client_operation_time_to_first_chunk_seconds_count{" + model + "}",
                        1.0));
    }

    @Test
    void measuresTheStateOfTheServer() {
        server.measureEverything();

        assertThat(server.samples())
                .containsAllEntriesOf(Map.of(
                        "codeagent_build_info{java=\"" + Runtime.version().feature() + "\",version=\"1.2.3\"}",
                        1.0,
                        "codeagent_connections{kind=\"websocket\"}",
                        3.0,
                        "codeagent_runs{state=\"waiting\"}",
                        2.0,
                        "codeagent_queue_runs{state=\"waiting\"}",
                        7.0,
                        "codeagent_queue_longest_wait_seconds",
                        41.0,
                        "codeagent_model_breaker_state{gen_ai_provider_name=\"demo\",gen_ai_request_model=\"m/1\","
                                + "state=\"open\"}",
                        1.0,
                        "codeagent_model_breaker_state{gen_ai_provider_name=\"demo\",gen_ai_request_model=\"m/1\","
                                + "state=\"closed\"}",
                        0.0,
                        "codeagent_sandbox_pool{kind=\"warm\",launcher=\"docker\"}",
                        2.0,
                        "http_server_request_duration_seconds_count{http_request_method=\"GET\",status=\"2xx\"}",
                        1.0));
        assertThat(server.samples().keySet())
                .contains("jvm_threads_current")
                .anyMatch(name -> name.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                .anyMatch(name -> name.startsWith("jvm_gc_collection_seconds_count"));
    }

    @Test
    void hasProjectsOnlyInTheFullExport() {
        var full = new MeasuredServer(true);
        server.measureEverything();
        full.measureEverything();

        assertThat(server.page()).doesNotContain("project", "listRuns");
        assertThat(full.samples())
                .containsEntry("codeagent_project_cost_usd_total{project=\"p1\"}", 0.25)
                .containsEntry("codeagent_project_runs_finished_total{outcome=\"failed\",project=\"p1\"}", 1.0)
                .containsEntry(
                        "codeagent_http_operation_duration_seconds_count{operation=\"listRuns\",status=\"2xx\"}", 1.0);
    }

    /** Names that models, projects and clients invent. */
    @Test
    void keepsTheNumberOfSeriesBounded() {
        var full = new MeasuredServer(true);
        for (int i = 0; i < 10_000; i++) {
            String name = "invented-" + i;
            full.store(MeasuredServer.START, MeasuredServer.tool(name, RunEvent.ToolFinished.Outcome.ERROR));
            full.store(MeasuredServer.START, MeasuredServer.booked("p" + i % 500, name, "0.01"));
            full.models.started(new ProviderId("demo"), name).ended(Optional.of(ErrorCode.PROVIDER_REJECTED));
            full.store(MeasuredServer.START, MeasuredServer.created(name, "/" + name));
            full.meters.record(new HttpExchange(name, 200 + i % 399, name, Duration.ZERO));
        }

        Set<String> series = full.samples().keySet();
        assertThat(series).hasSizeLessThan(12_000);
        assertThat(series.stream()
                        .filter(name -> name.startsWith("gen_ai_execute_tool"))
                        .toList())
                .allMatch(name -> name.contains("gen_ai_tool_name=\"other\""));
        assertThat(full.samples())
                .containsEntry(
                        "codeagent_model_calls_total{gen_ai_provider_name=\"other\",gen_ai_request_model=\"other\","
                                + "status=\"confirmed\"}",
                        9_950.0);
        assertThat(full.models.statistics()).hasSizeLessThan(102);
    }

    @Test
    void writesHostileNamesAsOneLine() {
        String hostile = "x\"} 1\nfake_metric{a=\"b\\\u202e\u0007\ud800" + "y".repeat(500);

        server.models.started(new ProviderId("demo"), hostile).ended(Optional.empty());

        assertThat(server.page().lines().filter(line -> line.startsWith("fake_metric")))
                .isEmpty();
        assertThat(server.page()).doesNotContain("\u202e", "\u0007", "y".repeat(200));
    }

    @Test
    void neverHasWhatPeopleModelsAndToolsWrote() {
        var full = new MeasuredServer(true);
        full.measureEverything();

        assertThat(full.page()).doesNotContain("secret", "broken");
    }

    @Test
    void computesQuantilesByNearestRank() {
        var samples = new Samples();
        for (int i = 100; i >= 1; i--) {
            samples.add(Duration.ofMillis(i));
        }
        var one = new Samples();
        one.add(Duration.ofMillis(7));

        assertThat(samples.quantiles()).contains(new Quantiles(100, 50, 95));
        assertThat(one.quantiles()).contains(new Quantiles(1, 7, 7));
        assertThat(new Samples().quantiles()).isEmpty();
    }

    @Test
    void namesAreUniqueInThePage() {
        server.measureEverything();

        var types =
                server.page().lines().filter(line -> line.startsWith("# TYPE")).collect(Collectors.toList());
        assertThat(types).doesNotHaveDuplicates().hasSizeGreaterThan(30);
    }
}
