package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.codeagent.api.security.LocalToken;
import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.Ports;
import dev.codeagent.bench.harness.RawHttpRequest;
import dev.codeagent.bench.harness.RawHttpRequest.RawResponse;
import dev.codeagent.tests.anyserver.CodeagentCli;
import dev.codeagent.tests.anyserver.CodeagentCli.CommandResult;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The token of a data directory over starts of the server, and the client that sends it. */
class LocalTokenTest {
    private static final int NO_SERVER = 3;
    private static final int REFUSED = 4;
    private static final Pattern LOGIN = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/#code=([A-Za-z0-9_-]{43})");
    private static final Pattern COOKIE = Pattern.compile("Set-Cookie: ([^;]+);");

    @TempDir
    Path folder;

    private CodeagentCli codeagent;
    private int port;

    @BeforeEach
    void chooseDirectoryAndPort() throws IOException {
        codeagent = CodeagentCli.forDataDirectory(folder.resolve("data"));
        port = Ports.free();
    }

    @AfterEach
    void stop() throws Exception {
        codeagent.run("down");
    }

    @Test
    void tokenAndLoginOutliveARestart() throws Exception {
        CommandResult up = up();
        String token = Files.readString(tokenFile());
        String first = code(up);
        RawResponse login = logIn(first);
        assertThat(login.status()).as(login.text()).isEqualTo(204);
        Matcher cookie = COOKIE.matcher(login.text());
        assertThat(cookie.find()).isTrue();
        String second = code(up());
        assertThat(second).isNotEqualTo(first);

        codeagent.run("down");
        up();

        assertThat(Files.readString(tokenFile())).isEqualTo(token);
        assertThat(codeagent.run("status").exit()).isZero();
        assertThat(RawHttpRequest.get("/api/v1/runs", "Cookie: " + cookie.group(1))
                        .send(port)
                        .status())
                .isEqualTo(200);
        assertThat(logIn(second).status())
                .as("a code of the time before the restart")
                .isEqualTo(401);

        codeagent.run("down");
        Files.delete(tokenFile());
        up();
        assertThat(Files.readString(tokenFile())).isNotEqualTo(token);
        assertThat(RawHttpRequest.get("/api/v1/runs", "Cookie: " + cookie.group(1))
                        .send(port)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void clientSaysWhereTheTokenIs() throws Exception {
        up();
        Path right = Files.copy(tokenFile(), folder.resolve("right"));
        Path wrong =
                Files.writeString(folder.resolve("wrong"), LocalToken.generate().fileContent());
        CodeagentCli elsewhere = CodeagentCli.forDataDirectory(folder.resolve("elsewhere"));
        String[] named = {"status", "--server", "http://127.0.0.1:" + port};

        CommandResult without = elsewhere.run(named);
        CommandResult withWrong = elsewhere.run("runs", "--server", named[2], "--token-file", wrong.toString());
        CommandResult withRight = elsewhere.run("runs", "--server", named[2], "--token-file", right.toString());
        CommandResult withVariable =
                elsewhere.with("CODEAGENT_TOKEN", Files.readString(right)).run(named);
        CommandResult run = elsewhere.run(
                "/plan",
                "x",
                "--server",
                named[2],
                "--project",
                CodeagentCli.projectRoot().toString());

        assertThat(without.exit()).isEqualTo(REFUSED);
        assertThat(without.err()).contains("UNAUTHENTICATED", "CODEAGENT_TOKEN", "--token-file");
        assertThat(withWrong.exit()).isEqualTo(REFUSED);
        assertThat(withWrong.err()).contains(wrong.toString()).doesNotContain("Bearer");
        assertThat(withRight.exit()).as(withRight.err()).isZero();
        assertThat(withVariable.exit()).as(withVariable.err()).isZero();
        assertThat(run.exit()).as(run.err()).isEqualTo(REFUSED);

        Files.delete(tokenFile());
        CommandResult deleted = codeagent.run("runs");
        assertThat(deleted.exit()).isEqualTo(REFUSED);
        assertThat(deleted.err()).contains(tokenFile().toString());
        Files.move(right, tokenFile());
        assertThat(codeagent.run("runs").exit()).isZero();
    }

    @Test
    void refusesToStartOnAPlantedLink() throws Exception {
        Path known =
                Files.writeString(folder.resolve("known"), LocalToken.generate().fileContent());
        Files.setPosixFilePermissions(known, PosixFilePermissions.fromString("rw-------"));
        Files.createDirectories(tokenFile().getParent());
        Files.createSymbolicLink(tokenFile(), known);

        CommandResult up = codeagent.run("up", "--port", String.valueOf(port));

        assertThat(up.exit()).isEqualTo(NO_SERVER);
        assertThat(up.err()).contains(tokenFile() + " is not a regular file");
    }

    @Test
    void warnsWithoutTokens() throws Exception {
        codeagent = codeagent.with("CODEAGENT_SECURITY_LOCALTOKEN", "false");

        CommandResult up = up();

        assertThat(up.err()).contains("warning: security.localToken is false");
        assertThat(up.out()).doesNotContain("#code=");
        assertThat(RawHttpRequest.get("/api/v1/runs").send(port).status()).isEqualTo(200);
        assertThat(RawHttpRequest.get("/api/v1/runs", "Origin: http://evil.example")
                        .send(port)
                        .status())
                .isEqualTo(403);
        assertThat(codeagent.run("runs").exit())
                .as("the server proves its identity")
                .isZero();
        // A busy host may be too slow for the time limits of the doctor.
        await().atMost(Duration.ofMinutes(1)).until(() -> identityLevel().equals("warn"));
        codeagent.run("down");
        await().atMost(Duration.ofMinutes(1)).until(() -> identityLevel().equals("warn"));
    }

    @Test
    void clientFindsAServerOnTheLoopbackOfIpv6() throws Exception {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress("::1", 0));
        } catch (IOException e) {
            assumeTrue(false, "this machine has no IPv6");
        }
        codeagent = codeagent.with("CODEAGENT_GATEWAY_HOST", "::1");

        CommandResult up = up();

        assertThat(up.out()).contains("running at http://[::1]:" + port, "http://[::1]:" + port + "/#code=");
        assertThat(codeagent.run("runs").exit()).isZero();
        assertThat(codeagent.run("runs", "--server", "http://[::1]:" + port).exit())
                .isZero();
        assertThat(codeagent.run("runs", "--server", "http://127.0.0.1:" + port).exit())
                .isEqualTo(NO_SERVER);
    }

    private String identityLevel() throws Exception {
        return codeagent.run("doctor", "--json").lines().stream()
                .map(GatewayMessages::parse)
                .filter(finding -> finding.getString("check").equals("identity"))
                .map((JsonObject finding) -> finding.getString("level"))
                .findFirst()
                .orElse("none");
    }

    private CommandResult up() throws Exception {
        CommandResult up = codeagent.run("up", "--port", String.valueOf(port));
        assertThat(up.exit()).as(up.err()).isZero();
        return up;
    }

    private static String code(CommandResult up) {
        Matcher login = LOGIN.matcher(up.out());
        assertThat(login.find()).as(up.out()).isTrue();
        return login.group(1);
    }

    private RawResponse logIn(String code) throws IOException {
        return RawHttpRequest.post("/login", "{\"code\": \"" + code + "\"}").send(port);
    }

    private Path tokenFile() {
        return folder.resolve("data/authorization");
    }
}
