package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedCall;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.cli.settings.CommandSpec;
import dev.codeagent.remotes.GitSshServer;
import dev.codeagent.tests.anyserver.CodeagentCli;
import dev.codeagent.tests.anyserver.CodeagentCli.CommandResult;
import dev.codeagent.tests.anyserver.ServerWithFakeModel;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the commands print with {@code --json} has the published schema. Here the schema is stricter than the published one: a
 * field that it does not name is an error.
 */
class JsonOutputTest {
    /** These run a server in the foreground and print its log. */
    private static final Set<String> TEXT_ONLY = Set.of("dev", "fake-model", "llm");

    /** Another test executes it and needs a minute. Its events are those of the other runs. */
    private static final Set<String> TESTED_AS_RUN = Set.of("demo", "/plan", "/review", "/test", "/document", "/build");

    /**
     * They need the server of a local model, or a catalogue on the internet; the schema of {@code models remove} is that of {@code
     * providers remove}.
     */
    private static final Set<String> OF_OTHER_SERVERS = Set.of("models pull", "models remove", "models refresh");

    @TempDir
    static Path folder;

    private static ServerWithFakeModel server;
    private static JsonSchema schema;

    private final Set<String> validated = new TreeSet<>();

    @BeforeAll
    static void start() throws Exception {
        server = ServerWithFakeModel.start(folder, script());
        schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(CliSchema.strict(CliSchema.published()).toString());
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    /** Executes a command with {@code --json} and validates each line. */
    private List<JsonObject> json(String command, String... arguments) throws Exception {
        return validate(command, run(command, arguments));
    }

    private static CommandResult run(String command, String... arguments) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(command.split(" ")));
        line.addAll(List.of(arguments));
        line.add("--json");
        return server.codeagent().run(line.toArray(String[]::new));
    }

    private List<JsonObject> validate(String command, CommandResult result) {
        List<JsonObject> objects =
                result.lines().stream().map(GatewayMessages::parse).toList();
        for (JsonObject object : objects) {
            String named =
                    Json.createObjectBuilder().add(command, object).build().toString();
            assertThat(schema.validate(named, InputFormat.JSON))
                    .as(command + ": " + object)
                    .isEmpty();
        }
        assertThat(objects).as(command + ": " + result.err()).isNotEmpty();
        validated.add(command);
        return objects;
    }

    @Test
    void everyCommandPrintsObjectsOfThePublishedSchema() throws Exception {
        GitRepository project = GitRepository.create(folder.resolve("repository"));
        String repository = project.path().toString();
        json("up");
        json("status");
        validate(
                "down",
                CodeagentCli.forDataDirectory(Files.createDirectories(folder.resolve("no-server")))
                        .run("down", "--json"));
        json("doctor");
        Path secret = Files.writeString(folder.resolve("hook.secret"), "whsec_" + "A".repeat(32));
        // No such name exists, so the delivery of the run stays pending.
        json("webhooks add", "hook", "--url", "https://hooks.invalid/x", "--secret-file", secret.toString());
        List<JsonObject> events = json(
                "/code",
                "write it",
                "--provider",
                "scripted",
                "--project",
                repository,
                "--session",
                "s-" + UUID.randomUUID());
        String run = events.getFirst().getString("run");
        json("attach", run);
        json("runs", "--all");
        json("sessions", "--all");
        json("show", run);
        json("diff", run);
        json("diff", run, "--hunks");
        publishing(run, repository);
        json("apply", run);
        json("undo", run);
        json("clean", run);
        json("discard", run);
        json("cancel", run);
        json("usage", "--by", "call");
        json("budgets set", "run/" + run, "5");
        json("budgets list");
        json("budgets remove", "run/" + run);
        gitProject(project);
        approvals(project);
        webhooks();
        policy(run);
        providersAndModels();
        assertThat(json("conformance", "--provider", "scripted", "--project", repository))
                .allSatisfy(c -> assertThat(c.getString("reason"))
                        .as(c.getString("case"))
                        .isEmpty());
        json("completion", "bash");
        json("completion", "values", "runs");
        json("/help");

        var expected =
                new TreeSet<>(CommandSpec.ALL.stream().map(CommandSpec::name).toList());
        expected.removeAll(TEXT_ONLY);
        expected.removeAll(TESTED_AS_RUN);
        expected.removeAll(OF_OTHER_SERVERS);
        assertThat(validated).isEqualTo(expected);
    }

    private void approvals(GitRepository project) throws Exception {
        String repository = project.path().toString();
        Path rules =
                Files.createDirectories(project.path().resolve(".codeagent")).resolve("policy.json");
        Files.writeString(rules, RULES);
        project.git("add", "-A");
        project.git("commit", "-qm", "Add rules");
        var codeagent = server.codeagent();
        for (String decision : List.of("approve", "deny")) {
            Process asking = codeagent
                    .processBuilder("/code", "write it", "--provider", "scripted", "--project", repository)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve(decision + ".out").toFile())
                    .start();
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> !server.rest().getArray("/api/v1/approvals").isEmpty());
            String id = json("approvals").getFirst().getString("id");
            json(decision, id);
            asking.waitFor();
        }
    }

    /** Nothing is sent without {@code --yes}. */
    private void publishing(String run, String repository) throws Exception {
        Path token = Files.writeString(folder.resolve("git.token"), "ghp-token-that-nobody-sees");
        String address = "https://git.house.test/ann/greeter";
        List<JsonObject> stored = json(
                "remote set", address, "--key-file", token.toString(), "--forge", "gitea", "--project", repository);
        assertThat(stored.getFirst().getString("forge")).isEqualTo("gitea");
        assertThat(json("remote show", "--project", repository).toString())
                .contains(address)
                .doesNotContain("ghp-token");
        assertThat(json("push", run).getFirst().getBoolean("dryRun")).isTrue();
        assertThat(json("pr", run, "--text").getFirst().getString("title")).isEqualTo("write it");
        assertThat(json("pr", run).getFirst().getString("address")).isEqualTo(address);
        assertThat(run("push", run, "--yes").err()).contains("git.house.test").doesNotContain("ghp-token");
        json("remote remove", "--project", repository);
    }

    private void webhooks() throws Exception {
        json("webhooks list");
        json("webhooks test", "hook");
        String delivery = json("webhooks deliveries", "hook").getFirst().getString("id");
        json("webhooks retry", "hook", delivery);
        json("webhooks remove", "hook");
    }

    /** A run on a branch of a git server, from the project to its patch. */
    private void gitProject(GitRepository source) throws Exception {
        Path repositories = Files.createDirectories(folder.resolve("git"));
        source.git("clone", "-q", "--bare", ".", repositories + "/app.git");
        String key = GitSshServer.createKey(folder.resolve("key")).toString();
        try (var ssh = new GitSshServer(folder, repositories, Files.readString(folder.resolve("key.pub")))) {
            String address = ssh.address("app.git");
            assertThat(run("projects add", address, "--key-file", key).err())
                    .contains("not trusted yet", ssh.fingerprint());
            JsonObject project = json("projects add", address, "--key-file", key, "--host-key", ssh.fingerprint())
                    .getFirst();
            String id = project.getString("id");

            List<JsonObject> events = json("/code", "write it", "--provider", "scripted", "--project", id);

            String run = events.getFirst().getString("run");
            assertThat(events.toString()).contains("git.fetch", "completed").doesNotContain("PRIVATE KEY");
            assertThat(json("diff", run)).isNotEmpty();
            assertThat(run("apply", run).err()).contains("codeagent/" + run, "push");
            assertThat(json("projects access", id).getFirst().getString("commit"))
                    .isEqualTo(source.git("rev-parse", "HEAD").strip());
            assertThat(run("projects remove", id, "--yes").err()).contains(run, "not applied");
            assertThat(json("projects remove", id).getFirst().getBoolean("dryRun"))
                    .isTrue();
            assertThat(json("projects list").toString()).contains(id);
            json("projects remove", id, "--unapplied", "--yes");
            assertThat(json("projects list").toString()).doesNotContain(id);
            json("show", run);
        }
    }

    private void policy(String run) throws Exception {
        Path file = Files.writeString(folder.resolve("rules.json"), RULES);
        json("policy test", file.toString());
        json("policy try", file.toString(), "--runs", "100");
    }

    private void providersAndModels() throws Exception {
        String address = json("providers show", "scripted")
                .getFirst()
                .getJsonObject("configuration")
                .getString("baseUrl");
        json("providers add", "other", "--url", address, "--key", "any", "--no-test");
        json("providers list");
        json("providers test", "other"); // It fails: the script has no answer for it.
        json("providers remove", "other");
        json("providers rotate");
        json("models list", "scripted");
        json("models search", "claude");
    }

    @Test
    void theSchemaNamesEveryCommand() throws IOException {
        JsonObject published = CliSchema.published();

        var named = new TreeSet<>(published.getJsonObject("properties").keySet());
        named.addAll(TEXT_ONLY);

        assertThat(named)
                .isEqualTo(new TreeSet<>(
                        CommandSpec.ALL.stream().map(CommandSpec::name).toList()));
    }

    @Test
    void anObjectOfAnotherFormIsFound() {
        assertThat(schema.validate("{\"providers rotate\":{\"credentials\":1}}", InputFormat.JSON))
                .isEmpty();
        assertThat(schema.validate("{\"providers rotate\":{\"credentials\":\"1\"}}", InputFormat.JSON))
                .isNotEmpty();
        assertThat(schema.validate("{\"providers rotate\":{}}", InputFormat.JSON))
                .isNotEmpty();
        assertThat(schema.validate("{\"providers rotate\":{\"credentials\":1,\"x\":1}}", InputFormat.JSON))
                .isNotEmpty();
        assertThat(schema.validate("{\"/code\":{\"type\":\"delta\",\"run\":\"run-1\"}}", InputFormat.JSON))
                .isNotEmpty();
    }

    private static final String RULES = """
        {"rules": [{"id": "write", "outcome": "ask", "tool": "write_file", "reason": "a test"}],
         "cases": [{"tool": "write_file", "arguments": {"path": "a"}, "expect": "ask"}]}\
        """;

    private static JsonObject script() {
        ScriptedTurn write = new ScriptedTurn(
                "I write it.",
                new Pacing(100, 0),
                List.of(ScriptedCall.of("write_file", "path", "src/new.txt", "content", "new\n")));
        ScriptedTurn done = new ScriptedTurn("It is written.", new Pacing(100, 0), List.of());
        return ModelScripts.script(Map.of("*", ModelScripts.scenario(Map.of("coding", List.of(write, done)), false)));
    }
}
