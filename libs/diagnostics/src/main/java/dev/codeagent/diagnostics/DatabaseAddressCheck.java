package dev.codeagent.diagnostics;

import dev.codeagent.api.diagnostics.Finding;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Checks the database while no server runs: the SQLite file, or whether a PostgreSQL server answers at the address.
 * Login and schema need the driver and are not checked here.
 *
 * @param url {@code database.url}; empty for the file in the data directory
 */
public record DatabaseAddressCheck(String url, Path data) implements Check {
    /** The server accepts the URL with and without {@code jdbc:}. */
    private static final String POSTGRES = "^(jdbc:)?postgres(ql)?:";

    private static final int POSTGRES_PORT = 5432;
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final byte[] SQLITE_HEADER = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    @Override
    public String name() {
        return "database";
    }

    @Override
    public List<Finding> run() {
        return List.of(usesPostgres() ? checkServer() : checkFile(file()));
    }

    /** Whether the first start will create the file. */
    public boolean isNew() {
        return !usesPostgres() && !Files.exists(file());
    }

    private boolean usesPostgres() {
        return url.matches(POSTGRES + ".*");
    }

    private Path file() {
        return data.resolve("codeagent.db");
    }

    private Finding checkFile(Path file) {
        if (!Files.exists(file)) {
            return Finding.ok(name(), "SQLite in " + file + ", which the first start creates");
        }
        try (var in = Files.newInputStream(file)) {
            byte[] header = in.readNBytes(SQLITE_HEADER.length);
            if (header.length > 0 && !Arrays.equals(header, SQLITE_HEADER)) {
                return Finding.fail(
                        name(),
                        file + " is not a SQLite database",
                        "the server does not start",
                        "restore a backup of it, or move it away to start with an empty database");
            }
        } catch (IOException e) {
            return unusable(file + " cannot be read: " + DirectoryCheck.reason(e));
        }
        return Files.isWritable(file) ? Finding.ok(name(), "SQLite in " + file) : unusable(file + " cannot be written");
    }

    private Finding unusable(String found) {
        return Finding.fail(
                name(),
                found,
                "no run can start",
                "let the user " + System.getProperty("user.name") + " read and write it");
    }

    private Finding checkServer() {
        var failures = new ArrayList<String>();
        boolean resolved = false;
        for (InetSocketAddress address : addresses()) {
            resolved |= !address.isUnresolved();
            String shown = address.getHostString() + ":" + address.getPort();
            try {
                if (isPostgres(address)) {
                    return Finding.ok(
                            name(),
                            "PostgreSQL answers at " + shown + "; the server checks login and schema when it starts");
                }
                failures.add(shown + " answers, but is not a PostgreSQL server");
            } catch (IOException e) {
                failures.add(shown + ": " + (address.isUnresolved() ? "no such host" : reason(e)));
            }
        }
        return Finding.fail(
                name(),
                String.join("; ", failures),
                resolved ? "the server waits for it" : "the server does not start",
                resolved ? "start PostgreSQL, or correct database.url" : "correct database.url");
    }

    private static String reason(IOException e) {
        return e instanceof java.net.SocketTimeoutException
                ? "no answer within " + TIMEOUT_MILLIS / 1000 + " s"
                : String.valueOf(e.getMessage());
    }

    /** Addresses of {@code jdbc:postgresql://one:5432,two/name?…}; this machine if there are no hosts. */
    private List<InetSocketAddress> addresses() {
        String rest = url.replaceFirst(POSTGRES, "");
        String hosts = rest.startsWith("//") ? rest.substring(2).replaceFirst("[/?].*", "") : "";
        return Arrays.stream(hosts.split(","))
                .map(DatabaseAddressCheck::address)
                .toList();
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        boolean port = colon >= 0 && text.substring(colon + 1).matches("\\d{1,5}");
        String host = port ? text.substring(0, colon) : text;
        return new InetSocketAddress(
                host.isEmpty() ? "localhost" : host,
                port ? Math.min(65535, Integer.parseInt(text.substring(colon + 1))) : POSTGRES_PORT);
    }

    /** PostgreSQL answers a request for TLS with S or N (PostgreSQL documentation, message SSLRequest). */
    private static boolean isPostgres(InetSocketAddress address) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(address, TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            var out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(8);
            out.writeInt(80877103);
            out.flush();
            int answer = new DataInputStream(socket.getInputStream()).read();
            return answer == 'S' || answer == 'N';
        }
    }
}
