package dev.codeagent.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.security.LocalToken;
import dev.codeagent.cli.exit.CliException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenSourceTest {
    private static final URI LOCAL = URI.create("http://127.0.0.1:8080");
    private static final URI REMOTE = URI.create("https://agents.example.org");

    private final LocalToken local = LocalToken.generate();
    private final LocalToken remote = LocalToken.generate();

    @TempDir
    Path data;

    @BeforeEach
    void writeToken() throws IOException {
        Files.writeString(data.resolve("authorization"), local.fileContent());
        Files.writeString(data.resolve("server.json"), "{\"pid\":1,\"port\":8080}");
    }

    @Test
    void sendsTheTokenOfTheDataDirectoryToItsServerOnly() throws Exception {
        try (LockHolder lock = LockHolder.start(data)) {
            assertThat(source(Map.of(), true).authorization(LOCAL)).contains(local.authorization());
            assertThat(source(Map.of(), true).authorization(URI.create("http://localhost:8080")))
                    .contains(local.authorization());
            assertThat(source(Map.of(), true).authorization(URI.create("http://127.0.0.1:8081")))
                    .isEmpty();
            assertThat(source(Map.of(), true).authorization(REMOTE)).isEmpty();
            assertThat(source(Map.of(), true).authorization(URI.create("http://127.0.0.1.example.org:8080")))
                    .isEmpty();
            assertThat(lock.process().isAlive()).isTrue();
        }
    }

    @Test
    void sendsNothingToTheServerIfAProjectNamesIt() throws Exception {
        try (LockHolder lock = LockHolder.start(data)) {
            for (String host : List.of("127.0.0.1", "localhost", "[::1]")) {
                URI address = URI.create("http://" + host + ":8080");
                assertThat(source(Map.of(), false).authorization(address))
                        .as(host)
                        .isEmpty();
            }
            assertThat(source(Map.of(), false).refusal(LOCAL)).hasMessageContaining("name it with --server");
            assertThat(lock.process().isAlive()).isTrue();
        }
    }

    @Test
    void sendsNothingToAnAddressOnWhichTheServerDoesNotListen() throws Exception {
        try (LockHolder lock = LockHolder.start(data)) {
            for (String host : List.of("[::1]", "[0:0:0:0:0:0:0:1]", "127.0.0.2", "a_b")) {
                URI address = URI.create("http://" + host + ":8080");
                assertThat(source(Map.of(), true).authorization(address))
                        .as(host)
                        .isEmpty();
                assertThat(source(Map.of(), true).refusal(address)).hasMessageContaining("--token-file");
            }
            assertThat(lock.process().isAlive()).isTrue();
        }
    }

    @Test
    void sendsNothingToAPortThatAnotherProgramMayHaveTaken() {
        assertThat(source(Map.of(), true).authorization(LOCAL)).isEmpty();
    }

    @Test
    void sendsTheVariableToANamedServer() {
        var environment = Map.of("CODEAGENT_TOKEN", remote.value());

        assertThat(source(environment, true).authorization(REMOTE)).contains(remote.authorization());
        for (URI named : List.of(REMOTE, LOCAL)) {
            assertThat(source(environment, false).authorization(named))
                    .as("a server that a project names")
                    .isEmpty();
        }
    }

    @Test
    void prefersTheNamedFile() throws IOException {
        Path file = Files.writeString(data.resolve("copy"), remote.value() + "\n");
        var source = new TokenSource(Optional.of(file), Map.of("CODEAGENT_TOKEN", local.value()), data, true);

        assertThat(source.authorization(REMOTE)).contains(remote.authorization());
        assertThat(source.authorization(LOCAL)).contains(remote.authorization());
    }

    @Test
    void namesTheSourceOfAnInvalidTokenWithoutItsContent() throws IOException {
        Path file = Files.writeString(data.resolve("copy"), "private text");
        var source = new TokenSource(Optional.of(file), Map.of(), data, true);

        assertThatThrownBy(() -> source.authorization(REMOTE))
                .isInstanceOf(CliException.class)
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("private text");
        assertThatThrownBy(() ->
                        source(Map.of("CODEAGENT_TOKEN", "private text"), true).authorization(REMOTE))
                .hasMessageContaining("CODEAGENT_TOKEN")
                .hasMessageNotContaining("private text");
        assertThat(source(Map.of("CODEAGENT_TOKEN", "private text"), true).toString())
                .doesNotContain("private text");
    }

    @Test
    void doesNotFollowALinkInPlaceOfTheFile() throws Exception {
        Path file = data.resolve("authorization");
        Files.move(file, data.resolve("moved"));
        Files.createSymbolicLink(file, data.resolve("moved"));
        try (LockHolder lock = LockHolder.start(data)) {
            assertThat(source(Map.of(), true).authorization(LOCAL)).isEmpty();
            assertThat(lock.process().isAlive()).isTrue();
        }
    }

    private TokenSource source(Map<String, String> environment, boolean trusted) {
        return new TokenSource(Optional.empty(), environment, data, trusted);
    }
}
