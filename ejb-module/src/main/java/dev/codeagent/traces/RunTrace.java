package dev.codeagent.traces;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.digest.Sha256;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.wire.EnumCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The trace of a run that has ended, computed from its events: the run, its steps, the turns of models and the tool calls.
 * Ids follow from the ids of run, step and call, so that a trace that is sent again is the same one. Attributes are names,
 * numbers and codes: prompts, answers, arguments, results and messages of errors are never part of a trace.
 */
final class RunTrace {
    static final Set<Class<? extends RunEvent>> EVENTS = Set.of(
            RunEvent.Created.class,
            RunEvent.StepStarted.class,
            RunEvent.StepFinished.class,
            RunEvent.TurnFinished.class,
            RunEvent.ToolCalled.class,
            RunEvent.ToolFinished.class,
            RunEvent.Finished.class);

    private static final String TRACE_PREFIX = "trace ";
    private static final int TRACE_DIGITS = 32;
    private static final int SPAN_DIGITS = 16;
    private static final int MAX_SPANS = 10_000;
    private static final String UNKNOWN = "unknown";

    private final RunId run;
    private final Set<String> tools;
    private final String traceId;
    private final String runSpan;
    private final List<Span> spans = new ArrayList<>();
    private final Map<String, Begun<RunEvent.StepStarted>> steps = new LinkedHashMap<>();
    private final Map<String, Begun<RunEvent.ToolCalled>> calls = new LinkedHashMap<>();
    private Optional<Begun<RunEvent.Created>> created = Optional.empty();

    private record Begun<E>(E event, Instant at) {}

    private RunTrace(RunId run, Set<String> tools) {
        this.run = run;
        this.tools = tools;
        this.traceId = Sha256.hexOf(TRACE_PREFIX + run).substring(0, TRACE_DIGITS);
        this.runSpan = spanId("run", "");
    }

    /**
     * The spans of a run; none if it has not ended.
     *
     * @param events those of {@link #EVENTS}
     * @param tools the names of all tools; models invent others
     */
    static List<Span> of(RunId run, List<RecordedEvent> events, Set<String> tools) {
        var trace = new RunTrace(run, tools);
        events.forEach(trace::add);
        return trace.spans;
    }

    private void add(RecordedEvent recorded) {
        if (spans.size() >= MAX_SPANS && !(recorded.event() instanceof RunEvent.Finished)) {
            return;
        }
        switch (recorded.event()) {
            case RunEvent.Created e -> created = Optional.of(new Begun<>(e, recorded.at()));
            case RunEvent.StepStarted e -> steps.putIfAbsent(e.step(), new Begun<>(e, recorded.at()));
            case RunEvent.StepFinished e -> {
                Begun<RunEvent.StepStarted> begun = steps.remove(e.step());
                if (begun != null) {
                    addStep(begun, recorded.at(), e.outcome(), Optional.empty());
                }
            }
            case RunEvent.TurnFinished e -> addTurn(e, recorded.at());
            case RunEvent.ToolCalled e -> calls.putIfAbsent(e.call(), new Begun<>(e, recorded.at()));
            case RunEvent.ToolFinished e -> {
                Begun<RunEvent.ToolCalled> begun = calls.remove(e.call());
                if (begun != null) {
                    addCall(begun, recorded.at(), e.outcome());
                }
            }
            case RunEvent.Finished e -> finish(e, recorded.at());
            default -> {}
        }
    }

    private void addStep(Begun<RunEvent.StepStarted> begun, Instant end, String outcome, Optional<String> error) {
        RunEvent.StepStarted step = begun.event();
        Map<String, Object> attributes = attributes("invoke_agent");
        attributes.put("gen_ai.agent.name", step.agent().wireName());
        attributes.put("codeagent.step.id", step.step());
        attributes.put("codeagent.step.round", (long) step.round());
        attributes.put("codeagent.outcome", outcome);
        spans.add(span(
                spanId("step", step.step()),
                Optional.of(runSpan),
                "invoke_agent " + step.agent().wireName(),
                Span.Kind.INTERNAL,
                begun.at(),
                end,
                attributes,
                error));
    }

    private void addTurn(RunEvent.TurnFinished turn, Instant end) {
        Map<String, Object> attributes = attributes("chat");
        attributes.put("gen_ai.provider.name", turn.provider());
        attributes.put("gen_ai.request.model", turn.model());
        attributes.put("gen_ai.response.finish_reasons", List.of(turn.stop()));
        Usage usage = turn.usage();
        attributes.put("gen_ai.usage.input_tokens", usage.inputTokens());
        attributes.put("gen_ai.usage.output_tokens", usage.outputTokens());
        attributes.put("gen_ai.usage.cache_read.input_tokens", usage.cachedTokens());
        attributes.put("gen_ai.usage.cache_creation.input_tokens", usage.cacheWriteTokens());
        attributes.put("gen_ai.usage.reasoning.output_tokens", usage.reasoningTokens());
        attributes.put("codeagent.turn", (long) turn.turn());
        spans.add(span(
                spanId("turn", turn.step() + " " + turn.turn()),
                Optional.of(parent(turn.step())),
                "chat " + turn.model(),
                Span.Kind.CLIENT,
                end.minusMillis(Math.max(0, turn.millis())),
                end,
                attributes,
                Optional.empty()));
    }

    private void addCall(Begun<RunEvent.ToolCalled> begun, Instant end, RunEvent.ToolFinished.Outcome outcome) {
        RunEvent.ToolCalled call = begun.event();
        String tool = tools.contains(call.tool()) ? call.tool() : UNKNOWN;
        Map<String, Object> attributes = attributes("execute_tool");
        attributes.put("gen_ai.tool.name", tool);
        attributes.put("gen_ai.tool.call.id", call.call());
        attributes.put("codeagent.outcome", EnumCodec.write(outcome));
        spans.add(span(
                spanId("call", call.call()),
                Optional.of(parent(call.step())),
                "execute_tool " + tool,
                Span.Kind.INTERNAL,
                begun.at(),
                end,
                attributes,
                outcome == RunEvent.ToolFinished.Outcome.OK
                        ? Optional.empty()
                        : Optional.of(EnumCodec.write(outcome))));
    }

    /** What is still open ended with the run. */
    private void finish(RunEvent.Finished finished, Instant end) {
        calls.values().forEach(call -> addCall(call, end, RunEvent.ToolFinished.Outcome.UNKNOWN));
        String outcome = EnumCodec.write(finished.state());
        Optional<String> error = finished.state() == RunState.FAILED
                ? Optional.of(finished.errorCode().isEmpty() ? outcome : finished.errorCode())
                : Optional.empty();
        steps.values().forEach(step -> addStep(step, end, outcome, error));
        Map<String, Object> attributes = attributes("invoke_workflow");
        created.ifPresent(begun -> {
            attributes.put("gen_ai.workflow.name", begun.event().command());
            attributes.put("gen_ai.conversation.id", begun.event().session());
            attributes.put("codeagent.project.id", begun.event().project());
        });
        attributes.put("codeagent.run.id", run.value());
        attributes.put("codeagent.outcome", outcome);
        spans.add(span(
                runSpan,
                Optional.empty(),
                "invoke_workflow "
                        + created.map(begun -> begun.event().command()).orElse(UNKNOWN),
                Span.Kind.SERVER,
                created.map(Begun::at).orElse(end.minusMillis(Math.max(0, finished.millis()))),
                end,
                attributes,
                error));
    }

    private static Map<String, Object> attributes(String operation) {
        var attributes = new HashMap<String, Object>();
        attributes.put("gen_ai.operation.name", operation);
        return attributes;
    }

    private Span span(
            String id,
            Optional<String> parent,
            String name,
            Span.Kind kind,
            Instant start,
            Instant end,
            Map<String, Object> attributes,
            Optional<String> error) {
        error.ifPresent(code -> attributes.put("error.type", code));
        return new Span(traceId, id, parent, name, kind, start, end, attributes, error);
    }

    /** Calls of the preparation belong to no step. */
    private String parent(String step) {
        return step.isEmpty() ? runSpan : spanId("step", step);
    }

    private String spanId(String kind, String id) {
        return Sha256.hexOf(kind + " " + run + " " + id).substring(0, SPAN_DIGITS);
    }
}
