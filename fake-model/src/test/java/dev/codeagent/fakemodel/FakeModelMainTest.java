package dev.codeagent.fakemodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FakeModelMainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    private int run(String... args) {
        return FakeModelMain.run(args, new PrintStream(out, true), new PrintStream(err, true));
    }

    private String writeScript() throws Exception {
        String text = "{\"scenarios\": {\"*\": {\"agents\": {\"*\": [{\"text\": \"x\"}]}}}}";
        return Files.writeString(folder.resolve("script.json"), text).toString();
    }

    @Test
    void printsTheAddressOnStartup() throws Exception {
        assertThat(run("--script", writeScript(), "--port", "0")).isZero();
        assertThat(out.toString()).matches("fake model listening on http://127\\.0\\.0\\.1:\\d+/v1\\R");
    }

    @Test
    void printsTheUsageForInvalidOptions() {
        assertThat(run("--scrip", "x")).isEqualTo(2);
        assertThat(run("--script")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
        assertThat(run("--script", "x", "--port", "70000")).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "unknown option --scrip",
                        "--script needs a value",
                        "--script is missing",
                        "'70000' is not a port",
                        "usage:");
    }

    @Test
    void reportsAnInvalidScriptOnOneLine() throws Exception {
        Path file = Files.writeString(folder.resolve("damaged.json"), "{\"scenarios\": []}");

        assertThat(run("--script", file.toString())).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("fake-model: " + file + ": /scenarios: must be an object, is array");
    }

    @Test
    void reportsAPortThatIsInUse() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(run("--script", writeScript(), "--port", "" + taken.getLocalPort()))
                    .isEqualTo(3);
            assertThat(err.toString()).contains("port " + taken.getLocalPort() + " is in use; choose another");
        }
    }
}
