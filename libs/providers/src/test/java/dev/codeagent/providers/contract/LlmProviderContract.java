package dev.codeagent.providers.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.Page;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every provider does with answers, failures and lists. A subclass names the provider and its {@link WireDialect};
 * {@link RequestContract} has what a provider sends, {@link AnswerContract} how it reads proper answers,
 * {@link RecordingContract} how its exchanges are recorded.
 */
@Execution(ExecutionMode.CONCURRENT)
public abstract class LlmProviderContract extends RecordingContract {

    @ParameterizedTest
    @EnumSource
    void failsWithWhatIsNotAProperAnswer(Delivery delivery) {
        assertFails(
                () -> answer(ScriptedTurn.ofText("x").withEnd(ScriptedTurn.End.UNKNOWN), delivery),
                ErrorCode.PROVIDER_BROKEN_STREAM);
        assertFails(
                () -> answer(ScriptedTurn.ofText("x").withEnd(ScriptedTurn.End.FILTERED), delivery),
                ErrorCode.CONTENT_FILTERED);
        assertFails(() -> answer(ScriptedTurn.ofText(""), delivery), ErrorCode.PROVIDER_EMPTY_ANSWER);
        if (newProviderWithoutServer().capabilities().thinking()) {
            assertFails(
                    () -> answer(ScriptedTurn.ofText("").withThinking("hm", "c2ln"), delivery),
                    ErrorCode.PROVIDER_EMPTY_ANSWER);
        }
        if (dialect().announcesToolCalls()) {
            assertFails(() -> answer(ScriptedTurn.ofCalls(), delivery), ErrorCode.PROVIDER_EMPTY_ANSWER);
        }
    }

    static void assertFails(ThrowingCallable call, ErrorCode... codes) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AgentException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isIn((Object[]) codes));
    }

    private McpResponse receive(WireReply reply, boolean streamed) throws IOException {
        try (var server = WireServer.answering(reply)) {
            return newProvider(server)
                    .sendMessage(hello(), context(streamed, new RecordingListener(), new CancellationToken()));
        }
    }

    @Test
    void failsWithTheErrorThatAStreamReports() {
        assertThatThrownBy(() -> receive(dialect().errorInStream("Hel", "the disk is full " + KEY), true))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("the disk is full")
                .hasMessageNotContaining(KEY);
    }

    @Test
    void failsWithTheErrorInABodyOfStatus200() {
        for (boolean streamed : List.of(true, false)) {
            assertThatThrownBy(() -> receive(dialect().errorInBody("the disk is full " + KEY), streamed))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("the disk is full")
                    .hasMessageNotContaining(KEY);
        }
    }

    @Test
    void failsWithAStreamThatEndsEarly() {
        WireReply reply = dialect().stream(ScriptedTurn.ofText("Hello world"));
        int middle = reply.body().indexOf("ld") - 1;
        String half = reply.body().substring(0, middle);

        assertFails(
                () -> receive(reply.withBody(half).withEnd(WireReply.End.CUT), true), ErrorCode.PROVIDER_BROKEN_STREAM);
        assertFails(
                () -> receive(reply.withBody(half.substring(0, half.lastIndexOf('\n') + 1)), true),
                ErrorCode.PROVIDER_BROKEN_STREAM,
                ErrorCode.PROVIDER_EMPTY_ANSWER);
    }

    @Test
    void failsWithAnAnswerThatIsNoneOfAModelServer() {
        WireReply page =
                new WireReply(200, "text/html", "<html>Welcome</html>", java.util.Map.of(), WireReply.End.COMPLETE);
        assertFails(() -> receive(page, true), ErrorCode.PROVIDER_BROKEN_STREAM, ErrorCode.PROVIDER_REJECTED);
        assertFails(() -> receive(WireReply.json("{}"), false), ErrorCode.PROVIDER_BROKEN_STREAM);
        assertFails(() -> receive(WireReply.json(""), false), ErrorCode.PROVIDER_BROKEN_STREAM);
        assertFails(() -> receive(WireReply.sseText(""), true), ErrorCode.PROVIDER_BROKEN_STREAM);
    }

    @ParameterizedTest
    @CsvSource({
        "KEY_REJECTED, PROVIDER_KEY_REJECTED",
        "UNKNOWN_MODEL, UNKNOWN_MODEL",
        "CONTEXT_LENGTH, CONTEXT_LENGTH_EXCEEDED",
        "OVERLOADED, PROVIDER_OVERLOADED",
        "RATE_LIMIT, PROVIDER_OVERLOADED"
    })
    void mapsDocumentedErrors(WireDialect.Failure failure, ErrorCode code) throws IOException {
        WireReply reply = dialect().error(failure, "a reason " + KEY);
        try (var server = WireServer.answering(reply)) {
            assertThatThrownBy(() -> newProvider(server)
                            .sendMessage(hello(), context(true, new RecordingListener(), new CancellationToken())))
                    .isInstanceOfSatisfying(AgentException.class, e -> {
                        assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
                        assertThat(e.getMessage()).contains("mine").doesNotContain(KEY);
                    });
        }
    }

    @Test
    void readsHowLongToWait() {
        WireReply reply =
                dialect().error(WireDialect.Failure.RATE_LIMIT, "slow down").withHeader("Retry-After", "7");
        assertThatThrownBy(() -> receive(reply, true))
                .isInstanceOfSatisfying(
                        AgentException.class,
                        e -> assertThat(e.retryAfter().toSeconds()).isEqualTo(7));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closesTheConnectionOnCancellation(boolean beforeTheFirstToken) throws Exception {
        WireReply reply = beforeTheFirstToken ? WireReply.hang() : dialect().stream(ScriptedTurn.ofText("Hello world"));
        WireReply hanging = reply.withBody(
                        beforeTheFirstToken ? "" : reply.body().split("world")[0])
                .withEnd(WireReply.End.HANG);
        var cancellation = new CancellationToken();
        try (var server = WireServer.answering(hanging)) {
            CompletableFuture<McpResponse> call = CompletableFuture.supplyAsync(() ->
                    newProvider(server).sendMessage(hello(), context(true, new RecordingListener(), cancellation)));
            assertThat(server.awaitRequest()).isTrue();
            cancellation.cancel();

            assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
            assertThat(server.awaitClosedByClient()).isTrue();
        }
    }

    @Test
    void endsItsRequestsWhenItIsDisconnected() throws Exception {
        try (var server = WireServer.answering(WireReply.hang())) {
            var provider = newProvider(server);
            CompletableFuture<McpResponse> call = CompletableFuture.supplyAsync(() ->
                    provider.sendMessage(hello(), context(true, new RecordingListener(), new CancellationToken())));
            assertThat(server.awaitRequest()).isTrue();
            provider.disconnect();

            assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
            assertThat(server.awaitClosedByClient()).isTrue();
            assertThat(provider.isConnected()).isFalse();
        }
    }

    @Test
    void listsPagesAndSearchesModels() throws IOException {
        List<String> ids = IntStream.range(0, 7).mapToObj(i -> "model-" + i).toList();
        try (var server = new WireServer(8_192, request -> dialect().models(request, ids))) {
            var provider = newProvider(server);

            assertThat(provider.installedModels()).extracting(Model::id).containsExactlyElementsOf(ids);
            Page<Model> second = provider.availableModels(2, 3);
            assertThat(second.items()).extracting(Model::id).containsExactlyInAnyOrder("model-3", "model-4", "model-5");
            assertThat(second.total()).isEqualTo(7 + dialect().installableModels());
            assertThat(second.hasMore()).isTrue();
            assertThat(provider.searchModels("MODEL-6", 1, 10).items())
                    .extracting(Model::id)
                    .containsExactly("model-6");
            assertThat(server.requests())
                    .allSatisfy(request ->
                            assertThat(request.head()).contains(dialect().keyHeader(KEY)));
            assertThat(server.requests()).allSatisfy(r -> assertThat(r.target()).doesNotContain(KEY));
        }
    }

    @Test
    void saysWhetherItIsConnected() throws IOException {
        try (var server = new WireServer(8_192, request -> dialect().models(request, List.of("m-1")))) {
            var provider = newProvider(server);
            assertThat(provider.name()).isEqualTo("mine");
            assertThat(provider.version()).isNotBlank();
            assertThat(provider.isConnected()).isFalse();
            assertThat(provider.connect(configuration(server))).isTrue();
            assertThat(provider.isConnected()).isTrue();
            provider.disconnect();
            assertThat(provider.isConnected()).isFalse();
        }
        try (var server = WireServer.answering(dialect().error(WireDialect.Failure.KEY_REJECTED, "no"))) {
            var provider = newProvider(server);
            assertThat(provider.connect(configuration(server))).isFalse();
            assertThat(provider.isConnected()).isFalse();
        }
    }

    @Test
    void passesOnEveryPieceInOrder() throws IOException {
        String text = IntStream.range(0, 500).mapToObj(i -> "piece " + i + "; ").reduce("", String::concat);
        var listener = new RecordingListener();
        answer(ScriptedTurn.ofText(text), Delivery.STREAM, listener);

        assertThat(listener.text()).isEqualTo(text);
    }

    @Test
    void acceptsEveryLineEndAndComments() throws IOException {
        WireReply reply = dialect().stream(ScriptedTurn.ofText("Hello world"));
        assumeTrue(reply.contentType().equals("text/event-stream"));
        String body = reply.body().replace("\r\n", "\n");
        List<String> variants =
                new ArrayList<>(Arrays.asList(body.replace("\n", "\r\n"), body.replace("\n", "\r"), ": hi\n\n" + body));
        for (String variant : variants) {
            assertThat(receive(reply.withBody(variant), true).text()).isEqualTo("Hello world");
        }
    }
}
