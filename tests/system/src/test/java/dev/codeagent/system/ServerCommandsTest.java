package dev.codeagent.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.anyserver.Codeagent;
import dev.codeagent.anyserver.Codeagent.Answer;
import dev.codeagent.bench.rig.GatewayMessages;
import dev.codeagent.bench.rig.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, asking and stopping a server. */
class ServerCommandsTest {
    private static final int NO_SERVER = 3;
    private static final String SECRET = "sk-not-for-anybody-4711";

    @TempDir
    Path folder;

    private Codeagent codeagent() {
        return Codeagent.on(folder.resolve("data"));
    }

    @AfterEach
    void stop() throws Exception {
        codeagent().run("down");
    }

    @Test
    void startsOnceAnswersKeepsKeysSecretAndStops() throws Exception {
        String port = String.valueOf(Ports.free());
        Answer none = codeagent().run("status");
        Answer up = codeagent().run("up", "--port", port);
        Answer again = codeagent().run("up", "--port", port);
        Answer status = codeagent().run("status");
        Answer json = codeagent().run("status", "--json");
        addsAProviderWithItsKey();
        Answer down = codeagent().run("down");
        Answer after = codeagent().run("status");

        assertThat(none.exit()).isEqualTo(NO_SERVER);
        assertThat(up.exit()).as(up.err()).isZero();
        assertThat(up.out() + up.err()).contains("http://127.0.0.1:" + port);
        assertThat(again.exit()).isZero();
        assertThat(status.out()).contains("running at http://127.0.0.1:" + port);
        assertThat(GatewayMessages.parse(json.out()).toString()).contains(port);
        assertThat(down.exit()).isZero();
        assertThat(after.exit()).isEqualTo(NO_SERVER);
        assertThat(folder.resolve("data/logs")).isNotEmptyDirectory();
        hasNoKeyInItsFiles(folder.resolve("data"));
    }

    private void addsAProviderWithItsKey() throws Exception {
        Answer added = codeagent().run("providers", "add", "mine", "--url", "http://127.0.0.1:9/v1", "--key", SECRET);
        Answer list = codeagent().run("providers", "list");
        Answer test = codeagent().run("providers", "test", "mine");

        assertThat(added.exit()).as(added.err()).isZero();
        assertThat(list.out()).contains("mine").doesNotContain(SECRET);
        assertThat(test.exit()).isNotZero();
        assertThat(test.out() + test.err()).contains("127.0.0.1:9").doesNotContain(SECRET);
    }

    private static void hasNoKeyInItsFiles(Path data) throws Exception {
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
    void refusesAConfigurationThatIsWrong() throws Exception {
        Path file = folder.resolve("codeagent.json");
        Files.writeString(file, "{\"gateway\": {\"prot\": 1}}");
        Answer unknown = up(file);
        Files.writeString(file, "{\"gateway\": {\"host\": \"0.0.0.0\"}}");
        Answer open = up(file);
        Answer logins = codeagent().with("ENABLE_AUTH", "true").run("up");

        assertThat(unknown.exit()).isEqualTo(NO_SERVER);
        assertThat(unknown.err()).contains("gateway.prot");
        assertThat(open.exit()).isEqualTo(NO_SERVER);
        assertThat(open.err()).contains("gateway.host", "127.0.0.1");
        assertThat(logins.exit()).isEqualTo(NO_SERVER);
        assertThat(logins.err()).contains("ENABLE_AUTH");
    }

    private Answer up(Path configuration) throws Exception {
        return codeagent().run("up", "--port", String.valueOf(Ports.free()), "--config", configuration.toString());
    }
}
