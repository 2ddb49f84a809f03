package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.codeagent.bench.harness.BuildArtifacts;
import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.ServerProcess;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The portal in a real browser, on one server with a scripted model and a real sandbox. The cases are those of the folder
 * {@code clients/portal/e2e/cases}; without Node.js, Chromium or the portal's packages this test is skipped.
 */
class PortalTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    @TempDir
    static Path folder;

    @TestFactory
    Stream<DynamicTest> cases() throws Exception {
        Path portal = BuildArtifacts.locate().projectRoot().resolve("clients/portal");
        assumeThat(CHROMIUM).as("Chromium").isExecutable();
        assumeThat(portal.resolve("node_modules/playwright-core"))
                .as("packages of the portal")
                .isDirectory();
        try (FakeModelProcess model = FakeModelProcess.start(folder, scriptOf(portal));
                ServerProcess server = ServerProcess.start(folder)) {
            return run(portal, server, model).stream()
                    .map(result -> DynamicTest.dynamicTest(
                            result.getString("case"),
                            () -> assertThat(result.getString("error", "")).isEmpty()));
        }
    }

    /** The scenarios of all cases. */
    private static JsonObject scriptOf(Path portal) throws IOException {
        Process process = new ProcessBuilder("node", "e2e/main.mjs", "script")
                .directory(portal.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return GatewayMessages.parse(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    private static List<JsonObject> run(Path portal, ServerProcess server, FakeModelProcess model) throws Exception {
        var builder = new ProcessBuilder("node", "e2e/main.mjs", "run")
                .directory(portal.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("E2E_SERVER", "http://127.0.0.1:" + server.port());
        builder.environment()
                .put(
                        "E2E_TOKEN_FILE",
                        server.dataDirectory().resolve("authorization").toString());
        builder.environment().put("E2E_MODEL", model.url());
        builder.environment()
                .put(
                        "E2E_FOLDER",
                        Files.createDirectory(folder.resolve("cases")).toString());
        Process process = builder.start();
        var results = new ArrayList<JsonObject>();
        try (var lines = process.inputReader();
                var answers = process.outputWriter()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonObject message = GatewayMessages.parse(line);
                if (message.containsKey("control")) {
                    server.kill();
                    server.start();
                    answers.write("done\n");
                    answers.flush();
                } else {
                    results.add(message);
                }
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as("exit code of the cases").isZero();
        assertThat(results).isNotEmpty();
        return results;
    }
}
