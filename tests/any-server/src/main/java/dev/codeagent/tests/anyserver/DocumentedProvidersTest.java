package dev.codeagent.tests.anyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.tests.anyserver.CodeagentCli.CommandResult;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documents say about providers and models, taken from them and executed against model servers. */
@Tag("any-server")
@Tag("documents")
class DocumentedProvidersTest {
    private static final Pattern KNOWN = Pattern.compile("(?m)^\\| `([a-z-]+)` \\| .* \\| (?:`([A-Z_]+)`|–) \\|$");
    private static final Pattern COMMAND =
            Pattern.compile("(?m)^(?:\\$ )?(?:\\./)?codeagent ((?:providers|models) [^#\\n]+)");

    @TempDir
    static Path folder;

    private static TestServer server;
    private static FakeModelProcess model;
    private static LocalModelServer local;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.configured();
        var ok = new ScriptedTurn("OK", new Pacing(100, 0), List.of());
        model = FakeModelProcess.start(
                folder, ModelScripts.script(Map.of("*", ModelScripts.scenario(Map.of("*", List.of(ok)), false))));
        local = new LocalModelServer();
    }

    @AfterAll
    static void stop() throws Exception {
        model.close();
        local.close();
        server.release();
    }

    /** A key that one test stored belongs to the address of that test. */
    @BeforeEach
    @AfterEach
    void removeProviders() throws Exception {
        for (MatchResult known : knownProviders()) {
            exchange("DELETE", "/api/v1/providers/" + known.group(1), "");
        }
    }

    private static String document(String name) throws IOException {
        return Files.readString(CodeagentCli.projectRoot().resolve(name));
    }

    private static List<MatchResult> knownProviders() throws IOException {
        String section =
                document("docs/models.md").split("(?m)^## Known providers$")[1].split("(?m)^## ")[0];
        return KNOWN.matcher(section).results().toList();
    }

    private static JsonArray array(String json) {
        try (var reader = Json.createReader(new StringReader(json))) {
            return reader.readArray();
        }
    }

    private static JsonObject object(String json) {
        try (var reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }

    private static String exchange(String method, String path, String body) throws Exception {
        return server.address().restClient().exchange(method, path, body);
    }

    @Test
    void theTableOfKnownProvidersIsThatOfTheServer() throws Exception {
        List<String> ofServer =
                array(exchange("GET", "/api/v1/known-providers", "")).getValuesAs(JsonObject.class).stream()
                        .map(p -> p.getString("id") + " " + p.getString("keyVariable"))
                        .toList();

        assertThat(knownProviders().stream().map(m -> m.group(1) + " " + (m.group(2) == null ? "" : m.group(2))))
                .hasSizeGreaterThan(20)
                .containsExactlyInAnyOrderElementsOf(ofServer);
    }

    /** Each name is added with its preset and the address of the fake, which speaks the OpenAI-compatible wire. */
    @Test
    void eachKnownProviderCanBeAddedAndTested() throws Exception {
        for (MatchResult known : knownProviders()) {
            String name = known.group(1);
            JsonObject stored = object(exchange(
                    "PUT",
                    "/api/v1/providers/" + name + "?test=true",
                    "{\"apiKey\":\"any\",\"wire\":\"openai\",\"baseUrl\":\"" + model.url() + "\"}"));

            assertThat(stored.containsKey("test")).as(name + ": " + stored).isTrue();
            assertThat(stored.getJsonObject("test").getString("answer")).isEqualTo("OK");
        }
    }

    /** In the order of the documents; the fake answers for the vendors, the local server for Ollama. */
    @Test
    void theCommandsOfTheDocumentsDoWhatTheySay() throws Exception {
        CodeagentCli cli = server.codeagent()
                .with(Map.of(
                        "ANTHROPIC_API_KEY", "any",
                        "OPENAI_API_KEY", "any"));
        succeed(cli, "providers add openai --url " + model.url() + " --key any");
        succeed(cli, "providers add ollama --wire ollama --url " + local.url());
        List<String> commands = new ArrayList<>();
        for (String name : List.of("README.md", "docs/models.md", "docs/fake-model.md")) {
            COMMAND.matcher(document(name).replaceAll("(?m)^ {4}", ""))
                    .results()
                    .map(match -> match.group(1).strip())
                    .filter(command -> !command.equals("models refresh"))
                    .forEach(commands::add);
        }

        assertThat(commands).hasSizeGreaterThan(12);
        for (String command : commands) {
            succeed(cli, forFakes(command));
        }
        assertThat(local.models()).containsExactly("first:1b");
    }

    /** Redirects a command to the fake: the documents name the addresses of vendors and of usual ports. */
    private static String forFakes(String command) {
        String redirected = command.replaceAll("--url \\S+", "");
        boolean addsAnAddress = redirected.startsWith("providers add") && !redirected.contains("--model");
        return addsAnAddress ? redirected + " --wire openai --url " + model.url() : redirected;
    }

    private static void succeed(CodeagentCli cli, String command) throws Exception {
        CommandResult result = cli.run(command.strip().split("\\s+"));
        assertThat(result.exit())
                .as(command + "\n" + result.out() + result.err())
                .isZero();
    }

    @Test
    void ctrlCCancelsADownload() throws Exception {
        succeed(server.codeagent(), "providers add ollama --wire ollama --url " + local.url());
        Path output = folder.resolve("pull.out");
        Process pull = server.codeagent()
                .processBuilder("models", "pull", "ollama/" + LocalModelServer.ENDLESS)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> pulls().stream()
                        .anyMatch(p -> p.getString("model").equals(LocalModelServer.ENDLESS)
                                && p.getString("state").equals("running")
                                && p.getJsonNumber("completedBytes").longValue() > 0));

        new ProcessBuilder("kill", "-INT", String.valueOf(pull.pid())).start().waitFor();

        assertThat(pull.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(pull.exitValue()).as(Files.readString(output)).isEqualTo(5);
        assertThat(local.cancelled.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(local.models()).doesNotContain(LocalModelServer.ENDLESS);
        assertThat(pulls()).anyMatch(p -> p.getString("state").equals("cancelled"));
    }

    private static List<JsonObject> pulls() throws Exception {
        return array(exchange("GET", "/api/v1/providers/ollama/pulls", "")).getValuesAs(JsonObject.class);
    }
}
