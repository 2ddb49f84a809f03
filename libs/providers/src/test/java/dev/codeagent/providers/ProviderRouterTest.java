package dev.codeagent.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.TurnListener;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.providers.ProviderRouter.RoutedResponse;
import dev.codeagent.providers.accounting.CallLedger;
import dev.codeagent.providers.catalog.ModelCatalogFiles;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.providers.openai.OpenAiChatProvider;
import dev.codeagent.providers.probe.ModelProbes;
import dev.codeagent.providers.toolcalls.TurnRequest;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProviderRouterTest {

    /** Added to a status: the server says that it loads the model. */
    private static final int LOADING = 1_000;

    private final List<String> notices = new ArrayList<>();
    private List<ProviderId> allowed = List.of();
    private final Queue<Integer> statuses = new ArrayDeque<>();
    private HttpServer http;
    private int requestCount;

    @BeforeEach
    void startServer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            requestCount++;
            exchange.getRequestBody().readAllBytes();
            int status = statuses.isEmpty() ? 200 : statuses.remove();
            String body = status == 200
                    ? "{\"choices\":[{\"message\":{\"content\":\"from "
                            + exchange.getRequestURI().getPath().split("/")[1]
                            + "\"},\"finish_reason\":\"stop\"}]}"
                    : "{\"error\":{\"message\":\"" + (status > LOADING ? "Loading model" : "failed") + "\"}}";
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status % LOADING, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        http.start();
    }

    @AfterEach
    void stopServer() {
        http.stop(0);
    }

    private ProviderConfiguration provider(String name) {
        return new ProviderConfiguration(
                new ProviderId(name),
                "openai",
                URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/" + name),
                "m-1",
                List.of(),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20));
    }

    private static ProviderHttpClient direct() {
        return new ProviderHttpClient(
                HttpClient::newHttpClient, new EnvironmentProxySelector(Map.of(), java.util.Optional.empty()));
    }

    private Optional<ModelRef> defaultProvider = Optional.empty();

    private RoutedResponse stream(List<String> preferences, String... configured) {
        return stream(TurnRequest.of(TestRequests.HELLO), preferences, configured);
    }

    private RoutedResponse stream(TurnRequest request, List<String> preferences, String... configured) {
        List<ProviderConfiguration> projectProviders =
                Stream.of(configured).map(this::provider).toList();
        var registry = new ConfiguredProviders(
                ProviderPresets.load(),
                List.of(),
                new InMemoryProviderStore(),
                new InMemoryCredentialStore(),
                Map.of(),
                Map.of("openai", (c, key) -> new OpenAiChatProvider(new ProviderSetup(direct(), c, key))));
        var listener = new TurnListener() {
            @Override
            public void onDelta(String kind, String text) {}

            @Override
            public void onRestart(String reason) {}

            @Override
            public void onNotice(String code, String text) {
                notices.add(code + ": " + text);
            }
        };
        return new ProviderRouter(
                        registry,
                        new RetryPolicy(3, Duration.ofMillis(1)),
                        new ModelSelector(ModelCatalogFiles::shipped, ModelProbes.withDefaults()),
                        defaultProvider)
                .stream(
                        new ModelPreferences(
                                preferences.stream().map(ModelRef::parse).toList(),
                                allowed,
                                GenerationParameters.DEFAULT,
                                projectProviders),
                        request,
                        CallLedger.NONE,
                        listener,
                        new CancellationToken());
    }

    @Test
    void usesTheFirstChoice() {
        RoutedResponse answer = stream(List.of("a", "b/m-2"), "a", "b");

        assertThat(answer.response().text()).isEqualTo("from a");
        assertThat(answer.model()).isEqualTo("m-1");
        assertThat(notices).isEmpty();
    }

    @Test
    void leavesATooLongConversationToItsCaller() {
        statuses.add(413);

        assertThatThrownBy(() -> stream(List.of("a", "b"), "a", "b"))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONTEXT_LENGTH_EXCEEDED));
        assertThat(requestCount).isEqualTo(1);
    }

    @Test
    void sendsAConversationThatCannotBeReducedToTheNextModel() {
        statuses.add(413);
        var reduced = new TurnRequest(
                TestRequests.HELLO, TurnRequest.of(TestRequests.HELLO).compact(), true);

        assertThat(stream(reduced, List.of("a", "b"), "a", "b").response().text())
                .isEqualTo("from b");
        assertThat(notices).singleElement().asString().startsWith("provider.failed: ");

        statuses.addAll(List.of(413, 413));
        assertThatThrownBy(() -> stream(reduced, List.of("a", "b"), "a", "b"))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONTEXT_LENGTH_EXCEEDED));
    }

    @Test
    void skipsAnUnconfiguredProviderWithANotice() {
        RoutedResponse answer = stream(List.of("a", "b/m-2"), "b");

        assertThat(answer.response().text()).isEqualTo("from b");
        assertThat(answer.model()).isEqualTo("m-2");
        assertThat(notices).containsExactly("provider.skipped: a is skipped: the provider is not configured");
    }

    @Test
    void retriesTransientFailures() {
        statuses.addAll(List.of(503, 503));

        assertThat(stream(List.of("a", "b"), "a", "b").response().text()).isEqualTo("from a");
        assertThat(requestCount).isEqualTo(3);
        assertThat(notices).hasSize(2).allMatch(n -> n.startsWith("provider.retry"));
    }

    @Test
    void fallsBackAfterTheLastRetry() {
        statuses.addAll(List.of(503, 503, 503));

        assertThat(stream(List.of("a", "b"), "a", "b").response().text()).isEqualTo("from b");
        assertThat(requestCount).isEqualTo(4);
    }

    @Test
    void fallsBackWithoutRetryOnAPermanentFailure() {
        statuses.add(401);

        assertThat(stream(List.of("a", "b"), "a", "b").response().text()).isEqualTo("from b");
        assertThat(requestCount).isEqualTo(2);
        assertThat(notices).anyMatch(n -> n.startsWith("provider.failed"));
    }

    @Test
    void neverSendsCodeToAProviderThatTheProjectForbids() {
        allowed = List.of(new ProviderId("a"));
        statuses.add(401);

        assertThatThrownBy(() -> stream(List.of("a", "b"), "a", "b"))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_KEY_REJECTED));
        assertThat(requestCount).isEqualTo(1);
        assertThat(notices).contains("provider.skipped: b is skipped: the project does not allow this provider");
    }

    @Test
    void waitsForAServerThatLoadsItsModelLongerThanForOthers() {
        statuses.add(LOADING + 503);

        assertThat(stream(List.of("a", "b"), "a", "b").response().text()).isEqualTo("from a");
        assertThat(notices).singleElement().asString().contains("is loading the model", "next attempt in 2s");
    }

    @Test
    void leavesALongConversationToTheCaller() {
        statuses.add(413);

        assertThatThrownBy(() -> stream(List.of("a", "b"), "a", "b"))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONTEXT_LENGTH_EXCEEDED));
        assertThat(requestCount).isEqualTo(1);
    }

    @Test
    void throwsTheLastFailureWhenAllProvidersFail() {
        statuses.addAll(List.of(401, 401));

        assertThatThrownBy(() -> stream(List.of("a", "b"), "a", "b"))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_KEY_REJECTED));
    }

    @Test
    void explainsHowToConfigureAProvider() {
        assertThatThrownBy(() -> stream(List.of("a", "b")))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_PROVIDER))
                .hasMessageContaining("codeagent providers add");
    }

    @Test
    void aRunThatNamesAProviderThatIsGoneSaysHowToAddIt() {
        assertThatThrownBy(() -> stream(List.of("a/m-1"), "b"))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_PROVIDER))
                .hasMessageContaining("codeagent providers add a --key-env");
    }

    @Test
    void theDefaultProviderServesAgentsWithoutOne() {
        defaultProvider = Optional.of(ModelRef.parse("d/m-7"));

        RoutedResponse answer = stream(List.of("a", "b/m-2"), "c", "d");

        assertThat(answer.response().text()).isEqualTo("from d");
        assertThat(answer.model()).isEqualTo("m-7");
        assertThat(notices).anyMatch(n -> n.startsWith("provider.other"));
    }

    @Test
    void theDefaultProviderIsNotUsedIfAnOwnOneIsConfigured() {
        defaultProvider = Optional.of(ModelRef.parse("d"));

        assertThat(stream(List.of("a", "b"), "b", "d").response().text()).isEqualTo("from b");
    }

    @Test
    void theDefaultProviderGetsNoCodeThatTheProjectForbids() {
        defaultProvider = Optional.of(ModelRef.parse("d"));
        allowed = List.of(new ProviderId("a"), new ProviderId("c"));

        assertThat(stream(List.of("a", "b"), "c", "d").response().text()).isEqualTo("from c");
    }

    @Test
    void anyConfiguredProviderIsUsedIfTheDefaultIsNot() {
        defaultProvider = Optional.of(ModelRef.parse("gone"));

        assertThat(stream(List.of("a", "b"), "c").response().text()).isEqualTo("from c");
    }
}
