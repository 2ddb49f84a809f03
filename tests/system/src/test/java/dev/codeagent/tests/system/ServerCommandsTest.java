package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.Ports;
import dev.codeagent.tests.anyserver.CodeagentCli;
import dev.codeagent.tests.anyserver.CodeagentCli.CommandResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that start, query and stop a server. */
class ServerCommandsTest {
    private static final int NO_SERVER = 3;
    private static final String SECRET = "sk-not-for-anybody-4711";

    @TempDir
    Path folder;

    private CodeagentCli codeagent() {
        return CodeagentCli.forDataDirectory(folder.resolve("data"));
    }

    @AfterEach
    void stop() throws Exception {
        codeagent().run("down");
    }

    @Test
    void startsOnceReportsStatusHidesKeysAndStops() throws Exception {
        String port = String.valueOf(Ports.free());
        CommandResult none = codeagent().run("status");
        CommandResult up = codeagent().run("up", "--port", port);
        CommandResult again = codeagent().run("up", "--port", port);
        CommandResult status = codeagent().run("status");
        CommandResult json = codeagent().run("status", "--json");
        addAndTestProvider();
        CommandResult down = codeagent().run("down");
        CommandResult after = codeagent().run("status");

        assertThat(none.exit()).isEqualTo(NO_SERVER);
        assertThat(up.exit()).as(up.err()).isZero();
        assertThat(up.out() + up.err()).contains("http://127.0.0.1:" + port);
        assertThat(again.exit()).isZero();
        assertThat(status.out()).contains("running at http://127.0.0.1:" + port);
        assertThat(GatewayMessages.parse(json.out()).toString()).contains(port);
        assertThat(down.exit()).isZero();
        assertThat(after.exit()).isEqualTo(NO_SERVER);
        assertThat(folder.resolve("data/logs")).isNotEmptyDirectory();
        assertNoKeyInFiles(folder.resolve("data"));
    }

    private void addAndTestProvider() throws Exception {
        CommandResult added = codeagent()
                .run("providers", "add", "mine", "--url", "http://127.0.0.1:9/v1", "--key", SECRET, "--no-test");
        CommandResult list = codeagent().run("providers", "list");
        CommandResult test = codeagent().run("providers", "test", "mine");

        assertThat(added.exit()).as(added.err()).isZero();
        assertThat(list.out()).contains("mine").doesNotContain(SECRET);
        assertThat(test.exit()).isNotZero();
        assertThat(test.out() + test.err()).contains("127.0.0.1:9").doesNotContain(SECRET);
    }

    private static void assertNoKeyInFiles(Path data) throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("credentials.key"))))
                .isEqualTo("rw-------");
        try (var files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(SECRET);
            }
        }
    }

    @Test
    void rejectsAnInvalidConfiguration() throws Exception {
        Path file = folder.resolve("codeagent.json");
        Files.writeString(file, "{\"gateway\": {\"prot\": 1}}");
        CommandResult unknown = up(file);
        Files.writeString(file, "{\"gateway\": {\"host\": \"0.0.0.0\"}}");
        CommandResult open = up(file);
        CommandResult logins = codeagent().with("ENABLE_AUTH", "true").run("up");

        assertThat(unknown.exit()).isEqualTo(NO_SERVER);
        assertThat(unknown.err()).contains("gateway.prot");
        assertThat(open.exit()).isEqualTo(NO_SERVER);
        assertThat(open.err()).contains("gateway.host", "127.0.0.1");
        assertThat(logins.exit()).isEqualTo(NO_SERVER);
        assertThat(logins.err()).contains("ENABLE_AUTH");
    }

    private CommandResult up(Path configuration) throws Exception {
        return codeagent().run("up", "--port", String.valueOf(Ports.free()), "--config", configuration.toString());
    }
}
