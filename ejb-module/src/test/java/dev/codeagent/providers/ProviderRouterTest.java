package dev.codeagent.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.codeagent.api.credential.Credentials;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.net.EnvironmentProxies;
import dev.codeagent.api.provider.ModelChoice;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderStore;
import dev.codeagent.providers.ProviderRouter.Answer;
import dev.codeagent.providers.ProviderRouter.RetryPolicy;
import dev.codeagent.providers.openai.OpenAiChat;
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
    private static final ChatRequest REQUEST =
            new ChatRequest("", "agent: coding", List.of(new ChatMessage.User("hello")), List.of());

    private final List<String> notices = new ArrayList<>();
    private final Queue<Integer> statuses = new ArrayDeque<>();
    private HttpServer http;
    private int asked;

    @BeforeEach
    void serve() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            asked++;
            exchange.getRequestBody().readAllBytes();
            int status = statuses.isEmpty() ? 200 : statuses.remove();
            String body = status == 200
                    ? "{\"choices\":[{\"message\":{\"content\":\"from "
                            + exchange.getRequestURI().getPath().split("/")[1]
                            + "\"},\"finish_reason\":\"stop\"}]}"
                    : "{\"error\":{\"message\":\"failed\"}}";
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        http.start();
    }

    @AfterEach
    void stop() {
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

    private static OutgoingHttp direct() {
        return new OutgoingHttp(
                HttpClient::newHttpClient, new EnvironmentProxies(Map.of(), java.util.Optional.empty()));
    }

    private Answer turn(List<String> wanted, String... configured) {
        List<ProviderConfiguration> own =
                Stream.of(configured).map(this::provider).toList();
        var registry = new ProviderRegistry(
                KnownProviders.load(),
                List.of(),
                new NoProviders(),
                new NoKeys(),
                Map.of(),
                Map.of("openai", (c, key) -> new OpenAiChat(direct(), c, key)));
        var listener = new TurnListener() {
            @Override
            public void delta(String kind, String text) {}

            @Override
            public void restarted(String reason) {}

            @Override
            public void notice(String code, String text) {
                notices.add(code + ": " + text);
            }
        };
        return new ProviderRouter(registry, new RetryPolicy(3, Duration.ofMillis(1)))
                .turn(wanted.stream().map(ModelChoice::parse).toList(), own, REQUEST, listener, new CancelSignal());
    }

    @Test
    void asksTheFirstChoice() {
        Answer answer = turn(List.of("a", "b/m-2"), "a", "b");

        assertThat(answer.turn().text()).isEqualTo("from a");
        assertThat(answer.model()).isEqualTo("m-1");
        assertThat(notices).isEmpty();
    }

    @Test
    void skipsAProviderThatIsNotConfiguredAndSaysSo() {
        Answer answer = turn(List.of("a", "b/m-2"), "b");

        assertThat(answer.turn().text()).isEqualTo("from b");
        assertThat(answer.model()).isEqualTo("m-2");
        assertThat(notices).containsExactly("provider.skipped: a is skipped: the provider is not configured");
    }

    @Test
    void triesAgainWhatFailedInPassing() {
        statuses.addAll(List.of(503, 503));

        assertThat(turn(List.of("a", "b"), "a", "b").turn().text()).isEqualTo("from a");
        assertThat(asked).isEqualTo(3);
        assertThat(notices).hasSize(2).allMatch(n -> n.startsWith("provider.retry"));
    }

    @Test
    void goesToTheFallbackWhenTheTriesAreUsedUp() {
        statuses.addAll(List.of(503, 503, 503));

        assertThat(turn(List.of("a", "b"), "a", "b").turn().text()).isEqualTo("from b");
        assertThat(asked).isEqualTo(4);
    }

    @Test
    void goesToTheFallbackAtOnceWhereATryIsUseless() {
        statuses.add(401);

        assertThat(turn(List.of("a", "b"), "a", "b").turn().text()).isEqualTo("from b");
        assertThat(asked).isEqualTo(2);
        assertThat(notices).anyMatch(n -> n.startsWith("provider.failed"));
    }

    @Test
    void givesTheLastFailureWhereNobodyAnswers() {
        statuses.addAll(List.of(401, 401));

        assertThatThrownBy(() -> turn(List.of("a", "b"), "a", "b"))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_REJECTED));
    }

    @Test
    void saysWhatToDoWhereNoProviderIsConfigured() {
        assertThatThrownBy(() -> turn(List.of("a")))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_PROVIDER))
                .hasMessageContaining("codeagent providers add");
    }

    /** No provider was added at run time. */
    private static final class NoProviders implements ProviderStore {
        @Override
        public List<ProviderConfiguration> list() {
            return List.of();
        }

        @Override
        public Optional<ProviderConfiguration> find(ProviderId id) {
            return Optional.empty();
        }

        @Override
        public void put(ProviderConfiguration configuration) {
            throw new IllegalStateException("nothing is stored in this test");
        }

        @Override
        public boolean remove(ProviderId id) {
            return false;
        }
    }

    /** No key is stored. */
    private static final class NoKeys implements Credentials {
        @Override
        public void put(ProviderId provider, Secret key) {
            throw new IllegalStateException("nothing is stored in this test");
        }

        @Override
        public Optional<Secret> find(ProviderId provider) {
            return Optional.empty();
        }

        @Override
        public boolean remove(ProviderId provider) {
            return false;
        }
    }
}
