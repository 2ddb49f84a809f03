package dev.codeagent.telemetry;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Consumer;

/**
 * All metrics with their names and labels. Where the OpenTelemetry conventions for generative AI and HTTP have a name,
 * it is used in the form that Prometheus has for it.
 */
final class Instruments {
    private static final double[] TOKENS = {
        1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864
    };
    private static final double[] OPERATION = {
        0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92
    };
    private static final double[] HTTP = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
    private static final double[] LONG = {1, 5, 15, 30, 60, 120, 300, 600, 1200, 3600, 14_400, 86_400};
    private static final double[] APPEND = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5};
    private static final String[] MODEL_LABELS = {
        "gen_ai_operation_name", "gen_ai_provider_name", "gen_ai_request_model"
    };

    final PrometheusRegistry registry = new PrometheusRegistry();

    final Counter runsCreated = counter("codeagent_runs_created_total", "Runs that were created.", "command");
    final Counter runsFinished =
            counter("codeagent_runs_finished_total", "Runs that ended, by their outcome.", "command", "outcome");
    final Counter runFailures = counter("codeagent_run_failures_total", "Runs that failed, by error.", "error_code");
    final Histogram runDuration =
            histogram("codeagent_run_duration_seconds", "Time of a run from its creation to its end.", LONG, "outcome");
    final Histogram queueWait =
            histogram("codeagent_queue_wait_seconds", "Time that a run waited until it was executed.", LONG);
    final Histogram agentDuration = histogram(
            "gen_ai_invoke_agent_duration_seconds",
            "Time of a step, which is one agent in one round.",
            LONG,
            "gen_ai_agent_name",
            "outcome");
    final Histogram toolDuration = histogram(
            "gen_ai_execute_tool_duration_seconds",
            "Time of a tool call.",
            OPERATION,
            "gen_ai_tool_name",
            "error_type");
    final Counter verdicts = counter("codeagent_verdicts_total", "Verdicts of runs.", "verdict");
    final Counter approvalsRequested =
            counter("codeagent_approvals_requested_total", "Questions to people about tool calls.");
    final Counter approvalsAnswered =
            counter("codeagent_approvals_answered_total", "How questions to people ended.", "decision");
    final Histogram journalAppend =
            histogram("codeagent_journal_append_seconds", "Time to store events in the journal.", APPEND);
    final Counter journalEvents = counter("codeagent_journal_events_total", "Events that were stored.");

    final Histogram operationDuration = histogram(
            "gen_ai_client_operation_duration_seconds",
            "Time of a request to a model.",
            OPERATION,
            with(MODEL_LABELS, "error_type"));
    final Histogram firstChunk = histogram(
            "gen_ai_client_operation_time_to_first_chunk_seconds",
            "Time until the first part of a model's answer.",
            OPERATION,
            MODEL_LABELS);
    final Histogram tokenUsage = histogram(
            "gen_ai_client_token_usage", "Tokens of a model call.", TOKENS, with(MODEL_LABELS, "gen_ai_token_type"));
    final Counter cachedTokens = counter(
            "codeagent_model_cached_tokens_total",
            "Input tokens that the provider's cache had (read) or stored (write).",
            "gen_ai_provider_name",
            "gen_ai_request_model",
            "cache");
    final Counter calls = counter(
            "codeagent_model_calls_total",
            "Booked model calls, by how sure their usage is.",
            "gen_ai_provider_name",
            "gen_ai_request_model",
            "status");
    final Counter cost = counter(
            "codeagent_model_cost_usd_total",
            "Known cost of model calls in US dollars.",
            "gen_ai_provider_name",
            "gen_ai_request_model");

    final Histogram sandboxStart =
            histogram("codeagent_sandbox_start_seconds", "Time to start a sandbox.", OPERATION, "launcher", "outcome");
    final Histogram httpDuration = histogram(
            "http_server_request_duration_seconds",
            "Time of an HTTP request, without streams of events.",
            HTTP,
            "http_request_method",
            "status");

    /** Only the full export has these. */
    record Details(Counter projectRuns, Counter projectTokens, Counter projectCost, Histogram operations) {}

    Details details() {
        return new Details(
                counter("codeagent_project_runs_finished_total", "Runs that ended, by project.", "project", "outcome"),
                counter(
                        "codeagent_project_tokens_total",
                        "Tokens of model calls, by project.",
                        "project",
                        "gen_ai_token_type"),
                counter(
                        "codeagent_project_cost_usd_total",
                        "Known cost of model calls in US dollars, by project.",
                        "project"),
                histogram(
                        "codeagent_http_operation_duration_seconds",
                        "Time of a REST request, by operation id.",
                        HTTP,
                        "operation",
                        "status"));
    }

    void gauge(String name, String help, Consumer<GaugeWithCallback.Callback> values, String... labels) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .callback(values)
                .register(registry);
    }

    void buildInfo(String version) {
        Info.builder()
                .name("codeagent_build_info")
                .help("The version of the server.")
                .labelNames("version", "java")
                .register(registry)
                .setLabelValues(version, String.valueOf(Runtime.version().feature()));
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    private Histogram histogram(String name, String help, double[] bounds, String... labels) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .classicOnly()
                .classicUpperBounds(bounds)
                .withoutExemplars()
                .register(registry);
    }

    private static String[] with(String[] labels, String label) {
        String[] all = java.util.Arrays.copyOf(labels, labels.length + 1);
        all[labels.length] = label;
        return all;
    }
}
