package dev.codeagent.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.messaging.InMemoryRunJournal;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceExporterTest {
    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private final List<RecordedEvent> events = new TracedRun().events();
    /** Work that a thread of the server would do. */
    private final Queue<Runnable> later = new ArrayDeque<>();

    private OtlpReceiver receiver;

    @BeforeEach
    void start() throws Exception {
        receiver = new OtlpReceiver();
        journal.append(events);
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    private TraceExporter exporter(URI address, Map<String, String> headers, Executor executor) {
        var proxies = new EnvironmentProxySelector(Map.of(), Optional.empty());
        var collector = new TraceCollector(
                address,
                headers,
                proxies,
                () -> HttpClient.newBuilder().proxy(proxies).build());
        return new TraceExporter(
                journal,
                collector,
                executor,
                () -> Set.of("read_file"),
                Map.of("service.name", "codeagent"),
                List.of(Duration.ofMillis(1), Duration.ofMillis(1)));
    }

    private void finishRun(TraceExporter exporter) {
        exporter.stored(List.of(events.getLast()), Duration.ZERO);
    }

    @Test
    void sendsTheTraceOfARunThatEnded() throws Exception {
        var exporter = exporter(receiver.address(), Map.of("x-api-key", "k"), Runnable::run);

        exporter.stored(events.subList(0, 3), Duration.ZERO);
        assertThat(receiver.requests()).isEmpty();
        finishRun(exporter);

        OtlpReceiver.Request request = receiver.requests().getFirst();
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        assertThat(request.header("x-api-key")).isEqualTo("k");
        assertThat(request.resource()).containsEntry("service.name", "codeagent");
        assertThat(request.spans())
                .extracting(OtlpReceiver.ReceivedSpan::name)
                .containsExactlyInAnyOrder(
                        "invoke_workflow /build", "invoke_agent coding", "chat m/1", "execute_tool read_file");
        OtlpReceiver.ReceivedSpan turn = request.span("chat m/1");
        assertThat(turn.kind()).isEqualTo(3);
        assertThat(turn.endNanos() - turn.startNanos()).isEqualTo(1_500_000_000L);
        assertThat(turn.attributes())
                .containsEntry("gen_ai.usage.input_tokens", 1000L)
                .containsEntry("gen_ai.response.finish_reasons", List.of("tool_calls"));
        assertThat(request.body()).doesNotContain("secret");
        assertThat(exporter.lost()).isZero();
    }

    @Test
    void repeatsARequestThatMayBeRepeated() {
        receiver.answer(503, 429, 200);
        var exporter = exporter(receiver.address(), Map.of(), Runnable::run);

        finishRun(exporter);

        assertThat(receiver.requests()).hasSize(3);
        assertThat(exporter.lost()).isZero();
    }

    @Test
    void doesNotRepeatARequestThatIsRefused() {
        receiver.answer(400);
        var exporter = exporter(receiver.address(), Map.of(), Runnable::run);

        finishRun(exporter);

        assertThat(receiver.requests()).hasSize(1);
        assertThat(exporter.lost()).isEqualTo(1);
    }

    @Test
    void followsNoRedirect() {
        receiver.answer(307);
        var exporter = exporter(receiver.address(), Map.of("x-api-key", "k"), Runnable::run);

        finishRun(exporter);

        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void losesTracesAndNothingElseIfNoCollectorListens() {
        URI address = receiver.address();
        receiver.close();
        var exporter = exporter(address, Map.of(), Runnable::run);

        finishRun(exporter);
        finishRun(exporter);

        assertThat(exporter.lost()).isEqualTo(2);
    }

    /** What is stored is not held up, however many runs end while the collector is silent. */
    @Test
    void keepsABoundedNumberOfRunsAndReturnsAtOnce() {
        var exporter = exporter(receiver.address(), Map.of(), later::add);

        for (int i = 0; i < 1_500; i++) {
            finishRun(exporter);
        }

        assertThat(later).hasSize(1);
        assertThat(exporter.lost()).isEqualTo(500);
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void readsHeadersFromAFileAndShowsNoneOfThem(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("headers"), "# comment\nx-api-key: key-1\n\nAuthorization: Bearer t\n");
        assertThat(TraceCollector.readHeaders(file))
                .isEqualTo(Map.of("x-api-key", "key-1", "Authorization", "Bearer t"));

        Files.writeString(file, "key-1\n");
        assertThatThrownBy(() -> TraceCollector.readHeaders(file))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("line 1")
                .hasMessageNotContaining("key-1");
    }
}
