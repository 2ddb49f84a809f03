package dev.codeagent.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.codeagent.api.security.LocalToken;
import dev.codeagent.api.security.TokenProof;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.client.error.ConnectionException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
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
        record("127.0.0.1", 8080);
    }

    private void record(String host, int port) throws IOException {
        Files.writeString(data.resolve("server.json"), "{\"pid\":1,\"host\":\"" + host + "\",\"port\":" + port + "}");
    }

    @Test
    void sendsWhatOnlyTheServerOfTheDataDirectoryCanUse() throws Exception {
        for (String host : List.of("127.0.0.1", "[::1]")) {
            try (LockHolder lock = LockHolder.start(data);
                    ProvingServer server = ProvingServer.start(host, 0, local)) {
                record(host.replaceAll("[\\[\\]]", ""), server.port());

                assertThat(source(Map.of(), true).authorization(server.address(host)))
                        .contains("Bearer " + server.proof().ofClient());
                assertThat(server.proof().ofClient()).isNotEqualTo(local.value());
                assertThat(lock.process().isAlive()).isTrue();
            }
        }
        try (LockHolder lock = LockHolder.start(data);
                ProvingServer server = ProvingServer.start("127.0.0.1", 0, local)) {
            record("127.0.0.1", server.port());

            assertThat(source(Map.of(), true).authorization(server.address("localhost")))
                    .contains("Bearer " + server.proof().ofClient());
            assertThat(lock.process().isAlive()).isTrue();
        }
    }

    @Test
    void sendsNothingToAProgramThatDoesNotProveThatItIsTheServer() throws Exception {
        Map<String, Consumer<HttpServer>> programs = Map.of(
                "another token",
                http -> {},
                "no proof",
                http -> answer(http, "{\"instance\":\"" + TokenProof.newNonce() + "\"}"),
                "no JSON",
                http -> answer(http, "<html>"),
                "invalid instance",
                http -> answer(http, "{\"instance\":\"x\\ny\",\"proof\":\"z\"}"),
                "another endpoint",
                http -> http.removeContext(TokenProof.PATH));
        for (var program : programs.entrySet()) {
            try (LockHolder lock = LockHolder.start(data);
                    ProvingServer server = ProvingServer.start("127.0.0.1", 0, remote)) {
                program.getValue().accept(server.http());
                record("127.0.0.1", server.port());

                assertThatThrownBy(() -> source(Map.of(), true).authorization(server.address("127.0.0.1")))
                        .as(program.getKey())
                        .isInstanceOf(ConnectionException.class)
                        .hasMessageContaining("does not prove");
                assertThat(lock.process().isAlive()).isTrue();
            }
        }
    }

    private static void answer(HttpServer http, String body) {
        http.removeContext(TokenProof.PATH);
        http.createContext(TokenProof.PATH, exchange -> ProvingServer.send(exchange, body));
    }

    @Test
    void sendsNothingToAProgramThatAsksTheServerForTheProof() throws Exception {
        try (LockHolder lock = LockHolder.start(data);
                ProvingServer server = ProvingServer.start("127.0.0.1", 0, local);
                ProvingServer relay = ProvingServer.start("127.0.0.1", 0, remote)) {
            relay.http().removeContext(TokenProof.PATH);
            relay.http().createContext(TokenProof.PATH, exchange -> {
                URI real = URI.create(server.address("127.0.0.1").toString() + exchange.getRequestURI());
                try (InputStream answer = real.toURL().openStream()) {
                    ProvingServer.send(exchange, new String(answer.readAllBytes(), StandardCharsets.UTF_8));
                }
            });
            record("127.0.0.1", relay.port());

            assertThatThrownBy(() -> source(Map.of(), true).authorization(relay.address("127.0.0.1")))
                    .hasMessageContaining("does not prove");
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
            List<String> others = List.of(
                    "[::1]:8080",
                    "[0:0:0:0:0:0:0:1]:8080",
                    "127.0.0.2:8080",
                    "127.0.0.1:8081",
                    "127.0.0.1.example.org:8080",
                    "a_b:8080");
            for (String other : others) {
                URI address = URI.create("http://" + other);
                assertThat(source(Map.of(), true).authorization(address))
                        .as(other)
                        .isEmpty();
                assertThat(source(Map.of(), true).refusal(address)).hasMessageContaining("--token-file");
            }
            assertThat(source(Map.of(), true).authorization(REMOTE)).isEmpty();
            assertThat(lock.process().isAlive()).isTrue();
        }
    }

    @Test
    void sendsNothingToAPortThatAnotherProgramMayHaveTaken() throws Exception {
        assertThat(source(Map.of(), true).authorization(LOCAL)).isEmpty();
    }

    @Test
    void waitsForAServerThatDoesNotListenYet() throws Exception {
        try (LockHolder lock = LockHolder.start(data)) {
            Files.writeString(
                    data.resolve("server.json"), "{\"pid\":" + lock.process().pid() + "}");

            assertThatThrownBy(() -> source(Map.of(), true).authorization(LOCAL))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is starting");
            assertThat(source(Map.of(), true).authorization(REMOTE)).isEmpty();
        }
    }

    @Test
    void sendsTheVariableToANamedServer() throws IOException {
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
