package dev.codeagent.traces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.run.RunEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunTraceTest {
    private final TracedRun traced = new TracedRun();

    private List<Span> spans() {
        return RunTrace.of(TracedRun.RUN, traced.events(), Set.of("read_file"));
    }

    private static Span find(List<Span> spans, String name) {
        return spans.stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void hasTheRunItsStepsTurnsAndToolCalls() {
        List<Span> spans = spans();
        Span run = find(spans, "invoke_workflow /build");
        Span step = find(spans, "invoke_agent coding");
        Span turn = find(spans, "chat m/1");
        Span call = find(spans, "execute_tool read_file");

        assertThat(spans).extracting(Span::traceId).containsOnly(run.traceId());
        assertThat(run.traceId()).matches("[0-9a-f]{32}");
        assertThat(spans).extracting(Span::spanId).doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9a-f]{16}"));
        assertThat(run.parent()).isEmpty();
        assertThat(step.parent()).contains(run.spanId());
        assertThat(turn.parent()).contains(step.spanId());
        assertThat(call.parent()).contains(step.spanId());
        assertThat(turn.kind()).isEqualTo(Span.Kind.CLIENT);
        assertThat(turn.attributes())
                .containsEntry("gen_ai.operation.name", "chat")
                .containsEntry("gen_ai.provider.name", "demo")
                .containsEntry("gen_ai.usage.input_tokens", 1000L)
                .containsEntry("gen_ai.usage.cache_read.input_tokens", 700L)
                .containsEntry("gen_ai.response.finish_reasons", List.of("tool_calls"));
        assertThat(Duration.between(turn.start(), turn.end())).isEqualTo(Duration.ofMillis(1500));
        assertThat(Duration.between(call.start(), call.end())).isEqualTo(Duration.ofSeconds(1));
        assertThat(run.attributes()).containsEntry("gen_ai.conversation.id", "session-1");
        assertThat(run.error()).isEmpty();
    }

    @Test
    void endsWhatIsOpenWithTheRunAndNamesTheError() {
        traced.failInACall();

        List<Span> spans = spans();

        assertThat(find(spans, "execute_tool read_file").error()).contains("unknown");
        assertThat(find(spans, "invoke_agent coding").error()).contains("PROVIDER_TIMEOUT");
        assertThat(find(spans, "invoke_workflow /build").error()).contains("PROVIDER_TIMEOUT");
    }

    @Test
    void hasTheSameIdsEachTime() {
        assertThat(spans()).isEqualTo(spans());
    }

    @Test
    void isEmptyUntilTheRunHasEnded() {
        List<Span> spans = RunTrace.of(
                TracedRun.RUN,
                traced.events().stream()
                        .filter(e -> !(e.event() instanceof RunEvent.Finished))
                        .toList(),
                Set.of());

        assertThat(spans).noneMatch(span -> span.parent().isEmpty());
    }

    /** The name of a tool that does not exist is a text of the model. */
    @Test
    void neverHasWhatPeopleModelsAndToolsWrote() {
        traced.failInACall();

        String body = OtlpJson.write(RunTrace.of(TracedRun.RUN, traced.events(), Set.of()), java.util.Map.of());

        assertThat(body).contains("execute_tool unknown").doesNotContain("secret", "read_file");
        assertThat(Optional.of(body)).isNotEmpty();
    }
}
