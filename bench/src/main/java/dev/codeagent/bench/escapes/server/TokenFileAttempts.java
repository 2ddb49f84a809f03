package dev.codeagent.bench.escapes.server;

import com.sun.net.httpserver.HttpServer;
import dev.codeagent.api.security.LocalToken;
import dev.codeagent.bench.harness.BuildArtifacts;
import dev.codeagent.bench.harness.RawHttpRequest;
import dev.codeagent.bench.harness.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Attempts to get at the token: its file, the command lines of processes, logs, and a client that sends it elsewhere. */
final class TokenFileAttempts {
    private static final String OWNER_ONLY = "rw-------";

    private TokenFileAttempts() {}

    static List<ServerAttempt> all() {
        return List.of(
                ServerAttempt.of(
                        "identity/other-user",
                        "another user reads the file of the token",
                        target -> readAsAnotherUser(copyOfToken(target, OWNER_ONLY, true)),
                        target -> readAsAnotherUser(copyOfToken(target, "rw-r--r--", false))),
                ServerAttempt.of(
                                "identity/planted-link",
                                "another user plants a link to a token that they know in place of the file",
                                target -> serverWith(target, file -> {
                                    Path known =
                                            Files.writeString(file.resolveSibling("known"), Files.readString(file));
                                    Files.setPosixFilePermissions(known, PosixFilePermissions.fromString(OWNER_ONLY));
                                    Files.delete(file);
                                    Files.createSymbolicLink(file, known);
                                }),
                                target -> serverWith(target, file -> {}))
                        .beside(),
                ServerAttempt.of(
                                "identity/exposed-file",
                                "another user uses a token that they could read before the server started",
                                target -> serverWith(
                                        target,
                                        file -> Files.setPosixFilePermissions(
                                                file, PosixFilePermissions.fromString("rw-r--r--"))),
                                target -> serverWith(target, file -> {}))
                        .beside(),
                ServerAttempt.of(
                        "identity/command-line",
                        "another user finds the token in the command line of the server or of a client",
                        target -> commandLineWithToken(target, "status"),
                        target -> commandLineWithToken(target, "status", "--session=" + token(target.server()))),
                ServerAttempt.of(
                        "identity/logs",
                        "finds the token in logs and other files, after wrong requests and a client in debug mode",
                        TokenFileAttempts::fileWithToken,
                        target -> firstFileWithToken(target.server().dataDirectory(), token(target.server()))),
                ServerAttempt.of(
                        "identity/settings-of-a-project",
                        "a project's settings file makes the client send its token to another program",
                        target -> tokenSentTo(target, false),
                        target -> tokenSentTo(target, true)));
    }

    private interface Change {
        void apply(Path tokenFile) throws IOException;
    }

    /** A server starts on a data directory with a known token that the change has altered; success if it accepts it. */
    private static Optional<String> serverWith(ServerTarget target, Change change)
            throws IOException, InterruptedException {
        Path folder = target.newDirectory("planted");
        LocalToken known = LocalToken.generate();
        Path file = LocalToken.file(Files.createDirectories(folder.resolve("data")));
        Files.writeString(file, known.fileContent());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(OWNER_ONLY));
        change.apply(file);
        try (ServerProcess server = ServerProcess.start(folder)) {
            int status = RawHttpRequest.get("/api/v1/runs", "Authorization: " + known.authorization())
                    .send(server.port())
                    .status();
            return status == 200 ? Optional.of("the server accepts the planted token") : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // The server refused to start.
        }
    }

    /**
     * In a directory that everybody can enter, so that only the mode of the file protects it.
     *
     * @param keepMode whether the copy has the mode that the server gave the file
     */
    private static Path copyOfToken(ServerTarget target, String mode, boolean keepMode)
            throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("codeagent-token-");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path copy = directory.resolve("authorization");
        Files.copy(LocalToken.file(target.server().dataDirectory()), copy, StandardCopyOption.COPY_ATTRIBUTES);
        if (!keepMode) {
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString(mode));
        }
        return copy;
    }

    /** Another user is nobody; a benchmark that is not root cannot become another user and looks at the mode. */
    private static Optional<String> readAsAnotherUser(Path file) throws IOException, InterruptedException {
        try {
            if (!"root".equals(System.getProperty("user.name"))) {
                String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                return mode.equals(OWNER_ONLY) ? Optional.empty() : Optional.of("the mode of the file is " + mode);
            }
            Process cat = new ProcessBuilder(
                            "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "cat", file.toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(cat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            cat.waitFor();
            return output.contains("Bearer ") ? Optional.of("nobody read the token") : Optional.empty();
        } finally {
            Files.delete(file);
            Files.delete(file.getParent());
        }
    }

    private static Optional<String> commandLineWithToken(ServerTarget target, String... arguments)
            throws IOException, InterruptedException {
        String token = token(target.server());
        Process client = client(target, arguments).start();
        Optional<String> found = Optional.empty();
        while (found.isEmpty() && client.isAlive()) {
            found = ProcessHandle.allProcesses()
                    .map(process -> process.info().commandLine().orElse(""))
                    .filter(line -> line.contains(token))
                    .findFirst()
                    .map(line -> "a command line contains the token");
        }
        client.waitFor(1, TimeUnit.MINUTES);
        return found;
    }

    private static Optional<String> fileWithToken(ServerTarget target) throws IOException, InterruptedException {
        ServerProcess server = target.server();
        String token = token(server);
        RawHttpRequest.get("/api/v1/nothing", "Authorization: Bearer " + token).send(server.port());
        RawHttpRequest.get("/api/v1/runs", "Authorization: Bearer " + token + "x")
                .send(server.port());
        RawHttpRequest.post("/api/v1/projects", token, "Authorization: Bearer " + token)
                .send(server.port());
        Path output = target.newDirectory("client").resolve("output");
        client(target, "status", "--json")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        Path own = LocalToken.file(server.dataDirectory());
        Path moved = target.newDirectory("moved").resolve("authorization");
        Files.move(own, moved, StandardCopyOption.ATOMIC_MOVE);
        try {
            return firstFileWithToken(
                            Objects.requireNonNull(server.dataDirectory().getParent()), token)
                    .or(() -> firstFileWithToken(output, token));
        } finally {
            Files.move(moved, own, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static Optional<String> firstFileWithToken(Path folder, String token) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> contains(file, token))
                    .findFirst()
                    .map(file -> file + " contains the token");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean contains(Path file, String token) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(token);
        } catch (IOException e) {
            return false; // It was deleted meanwhile.
        }
    }

    /**
     * Runs the client in a project whose settings file names another program as the server.
     *
     * @param namedByUser whether the user names that program too, on the command line
     */
    private static Optional<String> tokenSentTo(ServerTarget target, boolean namedByUser)
            throws IOException, InterruptedException {
        var received = new CopyOnWriteArrayList<String>();
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            received.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("[]".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        other.start();
        try {
            String address = "http://127.0.0.1:" + other.getAddress().getPort();
            Path project = target.newDirectory("hostile");
            Files.writeString(project.resolve(".codeagent.json"), "{\"server\": \"" + address + "\"}");
            var arguments = new ArrayList<>(List.of("status", "--project", project.toString()));
            if (namedByUser) {
                arguments.addAll(List.of("--server", address));
            }
            ProcessBuilder client = client(target, arguments.toArray(String[]::new));
            client.environment().put("CODEAGENT_TOKEN", token(target.server()));
            client.start().waitFor();
            return received.isEmpty() ? Optional.empty() : Optional.of("the other program received the token");
        } finally {
            other.stop(0);
        }
    }

    private static ProcessBuilder client(ServerTarget target, String... arguments)
            throws IOException, InterruptedException {
        var command =
                new ArrayList<>(List.of(BuildArtifacts.locate().launcherScript().toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", target.server().dataDirectory().toString()));
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(Map.of("CODEAGENT_BUILD", "never"));
        return builder;
    }

    private static String token(ServerProcess server) {
        return LocalToken.parse(
                        "Authorization: " + server.address().authorization().orElseThrow())
                .orElseThrow()
                .value();
    }
}
