package dev.codeagent.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.publishing.Forge;
import dev.codeagent.api.publishing.OpenPullRequest;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.providers.http.ProviderHttpClient;
import jakarta.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForgeApiTest {
    private static final String HEAD = "codeagent/run-1m85ptwthr281gex2";
    private static final EnvironmentProxySelector NO_PROXIES = new EnvironmentProxySelector(Map.of(), Optional.empty());
    private static final ProviderHttpClient HTTP = new ProviderHttpClient(
            () -> ProviderHttpClient.newBuilder(NO_PROXIES).build(), NO_PROXIES);

    private static ForgeApi api(FakeForge forge, String token) {
        return new ForgeApi(HTTP, forge.endpoint(), new Secret(token));
    }

    @ParameterizedTest
    @EnumSource(Forge.class)
    void createsAPullRequestOnceAndFindsIt(Forge kind) throws Exception {
        try (var forge = new FakeForge(kind)) {
            ForgeApi api = api(forge, FakeForge.TOKEN);

            assertThat(api.defaultBranch()).isEqualTo("trunk");
            assertThat(api.find(HEAD)).isEmpty();
            OpenPullRequest created = api.create("Größer 🙂", "> why", HEAD, "trunk", false);

            assertThat(created.number()).isEqualTo(7);
            assertThat(created.created()).isTrue();
            assertThat(created.url()).startsWith("https://").endsWith("/7");
            assertThat(created.head()).isEqualTo(HEAD);
            assertThat(created.base()).isEqualTo("trunk");
            JsonObject sent = forge.created().getFirst();
            assertThat(sent.getString("title")).isEqualTo("Größer 🙂");
            assertThat(sent.getString(kind == Forge.GITLAB ? "description" : "body"))
                    .isEqualTo("> why");
            assertThat(api.find(HEAD).orElseThrow().created()).isFalse();
            assertThat(api.find("codeagent/other")).isEmpty();
            assertThatThrownBy(() -> api.create("Again", "x", HEAD, "trunk", false))
                    .isInstanceOfSatisfying(
                            AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                    .hasMessageContaining("already exists");
        }
    }

    @ParameterizedTest
    @CsvSource({"GITHUB,Title", "GITLAB,Draft: Title", "GITEA,WIP: Title"})
    void marksADraftAsTheServerDoes(Forge kind, String title) throws Exception {
        try (var forge = new FakeForge(kind)) {
            api(forge, FakeForge.TOKEN).create("Title", "x", HEAD, "trunk", true);

            assertThat(forge.created().getFirst().getString("title")).isEqualTo(title);
            assertThat(forge.created().getFirst().getBoolean("draft", false)).isEqualTo(kind == Forge.GITHUB);
        }
    }

    @ParameterizedTest
    @EnumSource(Forge.class)
    void reportsAWrongTokenWithoutShowingIt(Forge kind) throws Exception {
        try (var forge = new FakeForge(kind)) {
            assertThatThrownBy(() -> api(forge, "wrong").defaultBranch())
                    .isInstanceOfSatisfying(
                            AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GIT_ACCESS_DENIED))
                    .hasMessageContaining("HTTP 401")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain(FakeForge.TOKEN));
        }
    }

    @Test
    void reportsAnUnknownRepository() throws Exception {
        try (var forge = new FakeForge(Forge.GITEA)) {
            var other = new ForgeEndpoint(Forge.GITEA, forge.endpoint().api(), "ann/none");

            assertThatThrownBy(() -> new ForgeApi(HTTP, other, new Secret(FakeForge.TOKEN)).defaultBranch())
                    .hasMessageContaining("no repository ann/none");
        }
    }

    /** The token is for one server. */
    @Test
    void followsNoRedirectAndShowsNoToken() throws Exception {
        var calls = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            calls.incrementAndGet();
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            byte[] body = ("{\"message\": \"moved " + FakeForge.TOKEN + "\"}").getBytes();
            exchange.sendResponseHeaders(302, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            URI api = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
            var endpoint = new ForgeEndpoint(Forge.GITHUB, api, "ann/greeter");

            assertThatThrownBy(() -> new ForgeApi(HTTP, endpoint, new Secret(FakeForge.TOKEN)).defaultBranch())
                    .hasMessageContaining("HTTP 302")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain(FakeForge.TOKEN));
            assertThat(calls).hasValue(1);
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GITHUB,https://github.com,/ann/greeter.git,https://api.github.com,ann/greeter",
        "GITHUB,https://github.house.test:8443,/ann/greeter/,https://github.house.test:8443/api/v3,ann/greeter",
        "GITLAB,https://gitlab.com,/group/sub/greeter.git,https://gitlab.com/api/v4,group/sub/greeter",
        "GITEA,https://codeberg.org,/ann/greeter,https://codeberg.org/api/v1,ann/greeter"
    })
    void knowsTheApiOfARepository(Forge forge, String origin, String path, String api, String repository) {
        assertThat(ForgeEndpoint.of(forge, origin, path))
                .isEqualTo(new ForgeEndpoint(forge, URI.create(api), repository));
    }

    @ParameterizedTest
    @CsvSource({
        "GITHUB,/greeter",
        "GITHUB,/ann/sub/greeter",
        "GITHUB,/ann/..",
        "GITHUB,/../greeter",
        "GITLAB,/a/../b",
        "GITEA,/ann/gre eter",
        "GITEA,/ann/%2e%2e",
        "GITEA,/ann/x?y"
    })
    void rejectsPathsThatAreNoRepository(Forge forge, String path) {
        assertThatThrownBy(() -> ForgeEndpoint.of(forge, "https://git.house.test", path))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("OWNER/REPOSITORY");
    }

    @ParameterizedTest
    @CsvSource({
        "github.com,GITHUB",
        "GitLab.com,GITLAB",
        "gitlab.house.test,GITLAB",
        "codeberg.org,GITEA",
        "forgejo.house.test,GITEA"
    })
    void recognisesWellKnownHosts(String host, Forge forge) {
        assertThat(ForgeEndpoint.guess(host)).contains(forge);
        assertThat(ForgeEndpoint.guess("git." + host + ".evil.example")).isEmpty();
    }

    private static <T> T withAnswer(Forge forge, String answer, java.util.function.Function<ForgeApi, T> work)
            throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = answer.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            URI api = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
            return work.apply(
                    new ForgeApi(HTTP, new ForgeEndpoint(forge, api, "ann/greeter"), new Secret(FakeForge.TOKEN)));
        } finally {
            server.stop(0);
        }
    }

    private static String pullRequest(String url, String title, String base) {
        return "{\"html_url\": \"" + url + "\", \"number\": 7, \"title\": \"" + title + "\", \"head\": {\"ref\": \""
                + HEAD + "\"}, \"base\": {\"ref\": \"" + base + "\"}}";
    }

    /** A hostile server knows the token. */
    @Test
    void passesNoTokenAndNoControlCharactersOfTheServerOn() throws Exception {
        String token = FakeForge.TOKEN;
        String split = token.substring(0, 5) + "\\u0007" + token.substring(5);
        String answer = pullRequest("https://127.0.0.1/" + token, "a\\u001b[31m " + split + " \\u202eb", token);

        OpenPullRequest found = withAnswer(
                Forge.GITHUB, "[" + answer + "]", api -> api.find(HEAD).orElseThrow());
        OpenPullRequest created =
                withAnswer(Forge.GITHUB, answer, api -> api.create("Title", "x", HEAD, "trunk", false));

        assertThat(found).isEqualTo(new OpenPullRequest("", 7, "a[31m *** b", HEAD, "", false));
        assertThat(created).isEqualTo(new OpenPullRequest("", 7, "a[31m *** b", HEAD, "trunk", true));
    }

    @ParameterizedTest
    @CsvSource({
        "https://127.0.0.1/ann/greeter/pull/7,true",
        "http://127.0.0.1:8443/pull/7?a=b,true",
        "https://evil.example/pull/7,false",
        "https://127.0.0.1.evil.example/pull/7,false",
        "https://user@127.0.0.1/pull/7,false",
        "https://127.0.0.1@evil.example/pull/7,false",
        "javascript:alert(1),false",
        "https://127.0.0.1/a b,false",
        "https://127.0.0.1/%74oken-that-nobody-sees,false",
        "https://127.0.0.1/?x=TOKEN-that-nobody-sees,false",
        "'',false",
    })
    void passesTheAddressOfAPageOfTheServerOnAlone(String url, boolean passed) throws Exception {
        OpenPullRequest found = withAnswer(
                Forge.GITEA,
                "[" + pullRequest(url, "T", "main") + "]",
                api -> api.find(HEAD).orElseThrow());

        assertThat(found.url()).isEqualTo(passed ? url : "");
        assertThat(found.base()).isEqualTo("main");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1, \"a\"]",
                "[null]",
                "[[]]",
                "{}",
                "\"text\"",
                "[{\"head\": 1}]",
                "[{}]",
                "[{\"head\": {\"ref\": \"codeagent/run-1m85ptwthr281gex2\"}, \"base\": []}]",
                "not JSON"
            })
    void refusesAnswersWithOtherTypes(String answer) throws Exception {
        for (Forge forge : Forge.values()) {
            withAnswer(forge, answer, api -> {
                assertThatThrownBy(() -> api.find(HEAD))
                        .isInstanceOfSatisfying(
                                AgentException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.GIT_REMOTE_REFUSED));
                assertThatThrownBy(() -> api.create("T", "x", HEAD, "main", false))
                        .isInstanceOf(AgentException.class);
                return "";
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"default_branch\": \"a b\"}",
                "{\"default_branch\": \"token-that-nobody-sees\"}",
                "{\"default_branch\": \"a\\u001b[31m\"}"
            })
    void refusesADefaultBranchThatIsNone(String answer) throws Exception {
        withAnswer(Forge.GITHUB, answer, api -> {
            assertThatThrownBy(api::defaultBranch)
                    .isInstanceOf(AgentException.class)
                    .hasMessageNotContaining(FakeForge.TOKEN);
            return "";
        });
    }
}
