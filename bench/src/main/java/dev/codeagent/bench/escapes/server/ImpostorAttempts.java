package dev.codeagent.bench.escapes.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codeagent.api.security.LocalToken;
import dev.codeagent.bench.harness.BuildArtifacts;
import dev.codeagent.bench.harness.RawHttpRequest;
import dev.codeagent.bench.harness.RawHttpRequest.RawResponse;
import dev.codeagent.bench.harness.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/** A program of another user listens at the recorded address of a server, for example after the server was killed. */
final class ImpostorAttempts {
    private static final String RUNS = "/api/v1/runs";

    private ImpostorAttempts() {}

    static List<ServerAttempt> all() {
        return List.of(
                ServerAttempt.of(
                        "identity/impostor[ready]",
                        "a program at the recorded address says that it is ready, and waits for the token",
                        target -> useWhatIsSent(target, ImpostorAttempts::pretend, false),
                        target -> useWhatIsSent(target, ImpostorAttempts::pretend, true)),
                ServerAttempt.of(
                        "identity/impostor[relay]",
                        "a program at the recorded address passes everything on to the server and back",
                        target -> useWhatIsSent(target, ImpostorAttempts::relay, false),
                        target -> useWhatIsSent(target, ImpostorAttempts::relay, true)));
    }

    private interface Answer {
        void send(ServerProcess server, HttpExchange exchange) throws IOException;
    }

    /**
     * Success if the server accepts a header that the program received.
     *
     * @param named whether the user names the program and the token, so that the client trusts it
     */
    private static Optional<String> useWhatIsSent(ServerTarget target, Answer answer, boolean named)
            throws IOException, InterruptedException {
        ServerProcess server = target.server();
        var received = new ConcurrentLinkedQueue<String>();
        HttpServer impostor = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        impostor.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        impostor.createContext("/", exchange -> {
            received.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
            answer.send(server, exchange);
        });
        impostor.start();
        int port = impostor.getAddress().getPort();
        Path data = target.newDirectory("impostor");
        try (FileChannel lock =
                FileChannel.open(data.resolve("server.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            Objects.requireNonNull(lock.tryLock());
            Path token = Files.copy(LocalToken.file(server.dataDirectory()), LocalToken.file(data));
            var client = new ArrayList<>(
                    List.of(BuildArtifacts.locate().launcherScript().toString(), "status", "--data", data.toString()));
            if (named) {
                client.addAll(List.of("--server", "http://127.0.0.1:" + port, "--token-file", token.toString()));
            } else {
                Files.writeString(
                        data.resolve("server.json"),
                        "{\"pid\":" + ProcessHandle.current().pid() + ",\"host\":\"127.0.0.1\",\"port\":" + port + "}");
            }
            run(client);
        } finally {
            impostor.stop(0);
        }
        for (String header : received) {
            if (RawHttpRequest.get(RUNS, "Authorization: " + header)
                            .send(server.port())
                            .status()
                    == 200) {
                return Optional.of("the server accepts what the program received");
            }
        }
        return Optional.empty();
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("CODEAGENT_BUILD", "never");
        builder.start().waitFor();
    }

    private static void pretend(ServerProcess server, HttpExchange exchange) throws IOException {
        send(exchange, 200, "[]");
    }

    private static void relay(ServerProcess server, HttpExchange exchange) throws IOException {
        String[] headers = exchange.getRequestHeaders().getOrDefault("Authorization", List.of()).stream()
                .map(value -> "Authorization: " + value)
                .toArray(String[]::new);
        RawResponse answer =
                RawHttpRequest.get(exchange.getRequestURI().toString(), headers).send(server.port());
        send(exchange, answer.status(), answer.body());
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
