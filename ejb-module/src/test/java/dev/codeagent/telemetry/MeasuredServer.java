package dev.codeagent.telemetry;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.dashboard.Activity;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.BreakerStatus;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.run.ApprovalDecision;
import dev.codeagent.api.run.BookingStatus;
import dev.codeagent.api.run.ModelCall;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.Verdict;
import dev.codeagent.api.telemetry.HttpMeter.HttpExchange;
import dev.codeagent.api.telemetry.ModelCallObserver;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The meters of a server, and a page of them as samples: the name with its labels, and the value. */
final class MeasuredServer {
    static final RunId RUN = new RunId("run-1");
    static final Instant START = Instant.parse("2026-11-30T10:00:00Z");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_]+(?:\\{[^\n]*})?) (\\S+)$");

    final Meters meters;
    final RunMeters runs;
    final ModelCallMeters models;
    final SandboxMeters sandboxes;
    final PrometheusMetrics metrics;
    private long seq;

    MeasuredServer(boolean full) {
        meters = new Meters(full);
        runs = new RunMeters(meters, run -> Optional.empty(), () -> Set.of("read_file", "run_command"));
        models = new ModelCallMeters(meters);
        sandboxes = new SandboxMeters(meters);
        metrics = new PrometheusMetrics(meters, MeasuredServer::activity, "1.2.3");
    }

    private static Activity activity() {
        return new Activity(
                START,
                START,
                List.of(new Activity.OpenConnectionCount("websocket", 3)),
                List.of(new Activity.RunCount(RunState.WAITING, 2)),
                new Activity.Queue(4, 4, 7, 2000, 41_000),
                new Activity.Approvals(1, Optional.of(START)),
                List.of(new Activity.ModelHealth(
                        "demo",
                        "m/1",
                        BreakerStatus.State.OPEN,
                        9_000,
                        5,
                        1,
                        Optional.of("PROVIDER_TIMEOUT"),
                        Optional.empty(),
                        Optional.empty())),
                List.of(new Activity.SandboxHealth("docker", 2, 2, 9, 1, Optional.empty())));
    }

    void store(Instant at, RunEvent... events) {
        runs.stored(
                List.of(events).stream()
                        .map(event -> new RecordedEvent(RUN, ++seq, at, event))
                        .toList(),
                Duration.ofMillis(3));
    }

    /** Something of each kind, so that every metric has a value. */
    void measureEverything() {
        store(START, created("p1", "/build"), new RunEvent.StepStarted("coding-1", AgentName.CODING, 1, "demo", "m/1"));
        store(START.plusSeconds(5), tool("read_file", RunEvent.ToolFinished.Outcome.OK), booked("demo", "m/1", "0.25"));
        store(
                START.plusSeconds(20),
                new RunEvent.StepFinished("coding-1", AgentName.CODING, 1, "done", "a secret answer"),
                new RunEvent.ApprovalRequested("a", "s", "c", "run_command", "{}", "d", "r", "why", START, "q"),
                new RunEvent.ApprovalAnswered(
                        "a",
                        "c",
                        "d",
                        RunEvent.ApprovalAnswered.Decision.APPROVED,
                        ApprovalDecision.Scope.ONCE,
                        "local"),
                new RunEvent.VerdictReached(new Verdict(List.of(), List.of(), List.of(), List.of(), List.of(), true)),
                new RunEvent.Finished(RunState.FAILED, "INTERNAL", "broken", Usage.NONE, "", 21_000));
        ModelCallObserver.Observation call = models.started(new ProviderId("demo"), "m/1");
        call.firstToken();
        call.ended(Optional.empty());
        models.started(new ProviderId("demo"), "m/1").ended(Optional.of(ErrorCode.PROVIDER_TIMEOUT));
        sandboxes.started("docker", Duration.ofMillis(800), true);
        meters.waited(Duration.ofSeconds(2));
        meters.record(new HttpExchange("GET", 200, "listRuns", Duration.ofMillis(12)));
    }

    static RunEvent created(String project, String command) {
        return new RunEvent.Created(
                project,
                "session-1",
                "local",
                command,
                List.of(),
                "a secret prompt",
                List.of(),
                "",
                false,
                false,
                "",
                Optional.empty(),
                Optional.empty());
    }

    static RunEvent tool(String name, RunEvent.ToolFinished.Outcome outcome) {
        return new RunEvent.ToolFinished("coding-1", "c1", name, outcome, "a secret result", 250);
    }

    static RunEvent booked(String provider, String model, String usd) {
        var call = new ModelCall("c1", "coding-1", "coding", "p1", "local", provider, model, Optional.empty());
        return new RunEvent.UsageBooked(
                call, BookingStatus.CONFIRMED, new Usage(1000, 50, 700, 20, 0), Optional.of(new BigDecimal(usd)));
    }

    String page() {
        return metrics.scrape("").text();
    }

    /** The samples of the page. */
    TreeMap<String, Double> samples() {
        var samples = new TreeMap<String, Double>();
        Matcher matcher = SAMPLE.matcher(page());
        while (matcher.find()) {
            samples.put(matcher.group(1), Double.valueOf(matcher.group(2)));
        }
        return samples;
    }
}
