package dev.codeagent.providers.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.providers.http.ExchangeRecorder;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.providers.recorded.RecordedExchange;
import dev.codeagent.providers.recorded.TrafficCheck;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The exchanges of every provider can be recorded without secrets, and a recording replays. */
abstract class RecordingContract extends AnswerContract {
    /** Another stored key, which JSON and URLs escape. */
    private static final String STORED = "k\"ey/of+another\u00fc";

    private static final String TOKEN = "ghp_planted0123456789";

    @TempDir
    Path folder;

    private LlmProvider recorded(WireServer server) throws IOException {
        ExchangeRecorder recorder = ExchangeRecorder.open(
                folder.resolve("recording"),
                Instant.parse("2026-11-29T12:00:00Z"),
                () -> List.of(STORED),
                text -> text.replace(TOKEN, "[withheld]"));
        var http = new ProviderHttpClient(
                () -> HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build(),
                new EnvironmentProxySelector(Map.of(), Optional.empty()),
                Optional.of(recorder));
        var configuration = new ProviderConfiguration(
                new ProviderId("mine"),
                wire(),
                server.url(dialect().basePath()),
                "m-1",
                List.of(),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20));
        return create(new ProviderSetup(http, configuration, Optional.of(new Secret(KEY))));
    }

    /** The packages of wires have the names of the wires. */
    private String wire() {
        return getClass().getPackageName().replaceFirst(".*\\.", "").replace("dockermodel", "docker");
    }

    /** The recorded answers, when there are as many; an exchange is recorded when its body has ended. */
    private List<RecordedExchange> awaitAnswers(int count) throws Exception {
        for (int attempts = 0; attempts < 500; attempts++) {
            List<Path> files = files("answers-");
            if (files.size() == 1 && Files.readAllLines(files.getFirst()).size() == count) {
                return RecordedExchange.readAll(files.getFirst());
            }
            Thread.sleep(20);
        }
        throw new AssertionError("not " + count + " answers are recorded in " + files(""));
    }

    private List<Path> files(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("recording"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }

    private void assertWithoutSecrets() throws IOException {
        String base64 = Base64.getEncoder().encodeToString(KEY.getBytes(StandardCharsets.UTF_8));
        for (Path file : files("")) {
            assertThat(Files.readString(file))
                    .doesNotContain(KEY, TOKEN, "of+another", "of%2Banother", base64.substring(0, base64.length() - 2));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    private static McpMessage planted() {
        String base64 = Base64.getEncoder().encodeToString(KEY.getBytes(StandardCharsets.UTF_8));
        return message(
                List.of(new ChatMessage.User("keys: " + KEY + " " + STORED + " " + base64 + " " + TOKEN)),
                tool("read_file"));
    }

    @ParameterizedTest
    @EnumSource
    void replaysARecordedAnswer(Delivery delivery) throws Exception {
        ScriptedTurn turn = ScriptedTurn.ofCalls(
                        new ToolCallRequest("call_a01", "read_file", "{\"path\":\"Größe.txt\"}"))
                .withText("I read \"it\".")
                .withUsage(new Usage(100, 20, 0));
        boolean streamed = delivery != Delivery.WHOLE;
        WireReply reply = streamed ? dialect().stream(turn) : dialect().whole(turn);
        var listener = new RecordingListener();
        McpResponse answer;
        List<RecordedExchange> recording;
        try (var server = new WireServer(delivery == Delivery.BYTES ? 1 : 8_192, request -> reply)) {
            answer = recorded(server).sendMessage(planted(), context(streamed, listener, new CancellationToken()));
            recording = awaitAnswers(1);
        }
        assertWithoutSecrets();
        RecordedExchange exchange = recording.getFirst();
        assertThat(exchange.body()).isEqualTo(reply.body());
        assertThat(Files.readString(files("answers-").getFirst())).contains("keys: *** *** ***", "[withheld]");

        WireReply replayed = new WireReply(
                exchange.status(), exchange.contentType(), exchange.body(), Map.of(), WireReply.End.COMPLETE);
        var replayListener = new RecordingListener();
        try (var server = WireServer.answering(replayed)) {
            assertThat(newProvider(server)
                            .sendMessage(hello(), context(streamed, replayListener, new CancellationToken())))
                    .isEqualTo(answer);
        }
        assertThat(replayListener.text()).isEqualTo(listener.text());
        try (var check = new TrafficCheck(recording)) {
            check.run().forEach((family, result) -> {
                assertThat(result.served()).as(family).isTrue();
                assertThat(result.wrong()).as(family).isEmpty();
                assertThat(result.refused()).as(family).isEmpty();
                assertThat(result.read()).as(family).isEqualTo(1);
            });
        }
    }

    @Test
    void recordsNoSecretThatAServerRepeats() throws Exception {
        WireReply error = dialect()
                .error(WireDialect.Failure.OVERLOADED, "overloaded, key " + KEY + " " + TOKEN)
                .withHeader("X-RateLimit-Key", KEY);
        try (var server = WireServer.answering(error)) {
            LlmProvider provider = recorded(server);
            assertThatThrownBy(() -> provider.sendMessage(
                            planted(), context(true, new RecordingListener(), new CancellationToken())))
                    .isInstanceOf(AgentException.class);
            List<RecordedExchange> recording = awaitAnswers(1);
            assertThat(recording.getFirst().status()).isEqualTo(error.status());
            assertThat(recording.getFirst().response()).contains("overloaded, key *** [withheld]");
        }
        assertWithoutSecrets();
    }

    /** The stream splits each text, so that no event contains the key. */
    @Test
    void recordsNoSecretThatAModelWritesInPieces() throws Exception {
        WireReply reply = dialect().stream(ScriptedTurn.ofText(KEY));
        try (var server = WireServer.answering(reply)) {
            recorded(server).sendMessage(hello(), context(true, new RecordingListener(), new CancellationToken()));
            String response = awaitAnswers(1).getFirst().response();
            assertThat(response.isEmpty() || response.contains("***")).isTrue();
            assertThat(response).doesNotContain(KEY.substring(KEY.length() / 2));
        }
        assertWithoutSecrets();
    }
}
