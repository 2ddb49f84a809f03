package dev.codeagent.telemetry;

import dev.codeagent.api.run.BookingStatus;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.VerdictOutcome;
import dev.codeagent.api.wire.EnumCodec;
import dev.codeagent.messaging.EventObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Measures runs, steps, tool calls and model calls by their events. */
public final class RunMeters implements EventObserver {
    private static final int MAX_ACTIVE = 10_000;
    private static final String UNKNOWN = "unknown";
    private static final String OPERATION = "chat";

    private final Meters meters;
    private final Function<RunId, Optional<Run>> runs;
    private final Supplier<Set<String>> tools;
    private final Map<RunId, Active> active = new ConcurrentHashMap<>();

    /** A run whose events arrived since the start of the server. */
    private record Active(String project, String command, Map<String, Instant> steps) {}

    /**
     * @param runs finds a run that began before this server started
     * @param tools the names of all tools; models invent others
     */
    public RunMeters(Meters meters, Function<RunId, Optional<Run>> runs, Supplier<Set<String>> tools) {
        this.meters = meters;
        this.runs = runs;
        this.tools = tools;
    }

    @Override
    public void stored(List<RecordedEvent> events, Duration append) {
        Instruments instruments = meters.instruments();
        instruments.journalEvents.inc(events.size());
        if (!append.isZero()) {
            instruments.journalAppend.observe(Meters.seconds(append));
        }
        events.forEach(event -> measure(event, instruments));
    }

    private void measure(RecordedEvent recorded, Instruments instruments) {
        switch (recorded.event()) {
            case RunEvent.Created e -> begin(recorded.run(), e, instruments);
            case RunEvent.StepStarted e -> {
                Active run = active.get(recorded.run());
                if (run != null) {
                    run.steps().put(e.step(), recorded.at());
                }
            }
            case RunEvent.StepFinished e -> endStep(recorded, e, instruments);
            case RunEvent.ToolFinished e -> measureTool(e, instruments);
            case RunEvent.UsageBooked e -> measureUsage(e, instruments);
            case RunEvent.ApprovalRequested e -> instruments.approvalsRequested.inc();
            case RunEvent.ApprovalAnswered e ->
                instruments
                        .approvalsAnswered
                        .labelValues(EnumCodec.write(e.decision()))
                        .inc();
            case RunEvent.VerdictReached e ->
                instruments
                        .verdicts
                        .labelValues(EnumCodec.write(VerdictOutcome.of(e.verdict())))
                        .inc();
            case RunEvent.Finished e -> end(recorded.run(), e, instruments);
            default -> {}
        }
    }

    private void begin(RunId run, RunEvent.Created e, Instruments instruments) {
        if (active.size() < MAX_ACTIVE) {
            active.put(run, new Active(e.project(), e.command(), new HashMap<>()));
        }
        instruments.runsCreated.labelValues(command(e.command())).inc();
    }

    private String command(String command) {
        return meters.commands.limit(BoundedKeys.name(command));
    }

    private void endStep(RecordedEvent recorded, RunEvent.StepFinished e, Instruments instruments) {
        Active run = active.get(recorded.run());
        Instant start = run == null ? null : run.steps().remove(e.step());
        if (start != null) {
            instruments
                    .agentDuration
                    .labelValues(e.agent().wireName(), meters.outcomes.limit(BoundedKeys.name(e.outcome())))
                    .observe(Meters.seconds(Duration.between(start, recorded.at())));
        }
    }

    private void measureTool(RunEvent.ToolFinished e, Instruments instruments) {
        String tool = tools.get().contains(e.tool()) ? e.tool() : "other";
        String error = e.outcome() == RunEvent.ToolFinished.Outcome.OK ? "" : EnumCodec.write(e.outcome());
        instruments.toolDuration.labelValues(tool, error).observe(e.millis() / 1e3);
    }

    private void measureUsage(RunEvent.UsageBooked e, Instruments instruments) {
        ModelKey key =
                meters.models.limit(ModelKey.of(e.call().provider(), e.call().model()));
        instruments
                .calls
                .labelValues(key.provider(), key.model(), EnumCodec.write(e.status()))
                .inc();
        if (e.status() == BookingStatus.CACHED || e.status() == BookingStatus.RELEASED) {
            return;
        }
        double usd = e.costUsd().map(cost -> Math.max(0, cost.doubleValue())).orElse(0.0);
        instruments.cost.labelValues(key.provider(), key.model()).inc(usd);
        instruments
                .tokenUsage
                .labelValues(OPERATION, key.provider(), key.model(), "input")
                .observe(e.usage().inputTokens());
        instruments
                .tokenUsage
                .labelValues(OPERATION, key.provider(), key.model(), "output")
                .observe(e.usage().outputTokens());
        instruments
                .cachedTokens
                .labelValues(key.provider(), key.model(), "read")
                .inc(e.usage().cachedTokens());
        instruments
                .cachedTokens
                .labelValues(key.provider(), key.model(), "write")
                .inc(e.usage().cacheWriteTokens());
        meters.details().ifPresent(details -> {
            String project = meters.projects.limit(BoundedKeys.name(e.call().project()));
            details.projectCost().labelValues(project).inc(usd);
            details.projectTokens().labelValues(project, "input").inc(e.usage().inputTokens());
            details.projectTokens().labelValues(project, "output").inc(e.usage().outputTokens());
        });
    }

    private void end(RunId id, RunEvent.Finished e, Instruments instruments) {
        Active run = Optional.ofNullable(active.remove(id)).orElseGet(() -> find(id));
        String outcome = EnumCodec.write(e.state());
        instruments.runsFinished.labelValues(command(run.command()), outcome).inc();
        instruments.runDuration.labelValues(outcome).observe(e.millis() / 1e3);
        if (!e.errorCode().isEmpty()) {
            instruments
                    .runFailures
                    .labelValues(meters.errors.limit(BoundedKeys.name(e.errorCode())))
                    .inc();
        }
        meters.details()
                .ifPresent(details -> details.projectRuns()
                        .labelValues(meters.projects.limit(BoundedKeys.name(run.project())), outcome)
                        .inc());
    }

    private Active find(RunId id) {
        return runs.apply(id)
                .map(run -> new Active(run.project().value(), run.command(), Map.of()))
                .orElse(new Active(UNKNOWN, UNKNOWN, Map.of()));
    }
}
