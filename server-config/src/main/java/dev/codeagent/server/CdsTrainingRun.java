package dev.codeagent.server;

import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code --rehearse DIR}: training run for the class data sharing (CDS) archive ({@code -XX:ArchiveClassesAtExit}).
 * Starts the server on a free port and the given data directory, sends the first requests of a client, and exits.
 */
final class CdsTrainingRun {
    static final String OPTION = "--rehearse";

    private static final List<String> WARM_UP_PATHS = List.of("/health/ready", "/api/v1/runs", "/api/v1/providers");

    private CdsTrainingRun() {}

    static void run(String folder, PrintStream terminal) throws Exception {
        String port = String.valueOf(freePort());
        // Not the environment, configuration and credentials file of the user who builds.
        Path configuration = Files.createDirectories(Path.of(folder)).resolve("codeagent.json");
        Files.writeString(configuration, "{}");
        var environment = Map.of(
                "CODEAGENT_SECURITY_CREDENTIALS",
                Path.of(folder).resolve("credentials.db").toString());
        var arguments = new ServerArguments(
                Optional.of(folder),
                Optional.of(port),
                Optional.of(configuration.toString()),
                Optional.empty(),
                Optional.empty());
        ServerMain.start(arguments, environment, terminal);
        String authorization = Files.readString(Path.of(folder).resolve("authorization"))
                .strip()
                .replaceFirst("Authorization: ", "");
        for (String path : WARM_UP_PATHS) {
            request(URI.create("http://127.0.0.1:" + port + path), authorization);
        }
        System.exit(0);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void request(URI address, String authorization) throws IOException {
        var connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setRequestProperty("Authorization", authorization);
        if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
            System.err.println("codeagent: " + address + " answered " + connection.getResponseCode());
            // Not exit: Java must not archive an incomplete start.
            Runtime.getRuntime().halt(1);
        }
        try (var in = connection.getInputStream()) {
            in.readAllBytes();
        }
    }
}
