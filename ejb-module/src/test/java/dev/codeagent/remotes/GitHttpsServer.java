package dev.codeagent.remotes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.Deflater;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A git server with HTTPS and a token: {@code git http-backend} behind the JDK's server. It can also be hostile. */
public final class GitHttpsServer implements AutoCloseable {
    private static final String PASSWORD = "changeit";
    private static final int BLOB = 60_000;

    /** What a hostile server does instead of git's answers. */
    public enum Attack {
        NONE,
        REDIRECT,
        ALWAYS_UNAUTHORIZED,
        ENDLESS_PACK,
        PACK_WITH_TOO_MANY_OBJECTS,
        NO_ANSWER,
        ECHO_CREDENTIALS
    }

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Path repositories;
    private final Path certificate;
    private final String credentials;
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private volatile Attack attack = Attack.NONE;
    private volatile String redirect = "";

    /** @param repositories the directory of bare repositories */
    public GitHttpsServer(Path directory, Path repositories, String username, String token)
            throws IOException, GeneralSecurityException {
        this.repositories = repositories;
        this.credentials = "Basic "
                + Base64.getEncoder().encodeToString((username + ":" + token).getBytes(StandardCharsets.UTF_8));
        Path store = directory.resolve("store.p12");
        certificate = directory.resolve("server.pem");
        keytool(
                store,
                "-genkeypair",
                "-alias",
                "own",
                "-keyalg",
                "EC",
                "-dname",
                "CN=git",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost");
        keytool(store, "-exportcert", "-rfc", "-alias", "own", "-file", certificate.toString());
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(store)));
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    private static void keytool(Path store, String... options) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:+UseSerialGC",
                "-J-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(output);
        }
    }

    private static SSLContext context(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    public String address(String repository) {
        return "https://127.0.0.1:" + port() + "/" + repository;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** The file for {@code SSL_CERT_FILE}. */
    public Path certificate() {
        return certificate;
    }

    public void attack(Attack kind) {
        attack = kind;
    }

    public void redirectTo(String address) {
        redirect = address;
        attack = Attack.REDIRECT;
    }

    /** The number of requests with credentials. */
    public List<String> authorizations() {
        return authorizations;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String given = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                    .orElse("");
            if (!given.isEmpty()) {
                authorizations.add(given);
            }
            boolean fetch = new String(body, StandardCharsets.ISO_8859_1).contains("command=fetch");
            if (attack == Attack.REDIRECT) {
                exchange.getResponseHeaders()
                        .set(
                                "Location",
                                redirect + exchange.getRequestURI().getRawPath() + "?"
                                        + exchange.getRequestURI().getRawQuery());
                exchange.sendResponseHeaders(302, -1);
            } else if (attack == Attack.NO_ANSWER) {
                Thread.sleep(60_000);
            } else if (attack == Attack.ALWAYS_UNAUTHORIZED || !given.equals(credentials)) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
                exchange.sendResponseHeaders(401, -1);
            } else if (attack == Attack.ECHO_CREDENTIALS) {
                byte[] text = ("your token is " + given + " " + credentials).getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "text/plain");
                exchange.sendResponseHeaders(500, text.length);
                exchange.getResponseBody().write(text);
            } else if (fetch && (attack == Attack.ENDLESS_PACK || attack == Attack.PACK_WITH_TOO_MANY_OBJECTS)) {
                exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-result");
                exchange.sendResponseHeaders(200, 0);
                sendEndlessPack(
                        exchange.getResponseBody(),
                        new String(body, StandardCharsets.ISO_8859_1),
                        attack == Attack.ENDLESS_PACK ? 0 : 2);
            } else {
                backend(exchange, body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The answer of protocol version 2: blobs until the client goes away. */
    private static void sendEndlessPack(OutputStream out, String request, int highestByteOfCount) throws IOException {
        if (!request.contains("done")) { // The client told what it has.
            out.write("0014acknowledgments\n000aready\n0001".getBytes(StandardCharsets.US_ASCII));
        }
        out.write("000dpackfile\n".getBytes(StandardCharsets.US_ASCII));
        packet(out, new byte[] {'P', 'A', 'C', 'K', 0, 0, 0, 2, (byte) highestByteOfCount, 0x10, 0, 0});
        var random = new Random(7);
        while (true) {
            var content = new byte[BLOB];
            random.nextBytes(content);
            var object = new ByteArrayOutputStream();
            // Type blob, and the size in groups of 4, 7, 7 bits.
            object.write(0x80 | 3 << 4 | BLOB & 15);
            object.write(0x80 | BLOB >> 4 & 127);
            object.write(BLOB >> 11);
            var deflater = new Deflater();
            deflater.setInput(content);
            deflater.finish();
            var compressed = new byte[BLOB + 100];
            object.write(compressed, 0, deflater.deflate(compressed));
            deflater.end();
            packet(out, object.toByteArray());
        }
    }

    private static void packet(OutputStream out, byte[] data) throws IOException {
        out.write(String.format("%04x", data.length + 5).getBytes(StandardCharsets.US_ASCII));
        out.write(1);
        out.write(data);
    }

    private void backend(HttpExchange exchange, byte[] body) throws IOException {
        var builder = new ProcessBuilder("git", "http-backend");
        var environment = builder.environment();
        environment.put("GIT_PROJECT_ROOT", repositories.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("PATH_INFO", exchange.getRequestURI().getPath());
        environment.put(
                "QUERY_STRING",
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        header(exchange, "Content-Type").ifPresent(v -> environment.put("CONTENT_TYPE", v));
        header(exchange, "Git-Protocol").ifPresent(v -> environment.put("GIT_PROTOCOL", v));
        header(exchange, "Content-Encoding").ifPresent(v -> environment.put("HTTP_CONTENT_ENCODING", v));
        environment.put("CONTENT_LENGTH", String.valueOf(body.length));
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (var in = process.getOutputStream()) {
            in.write(body);
        }
        try (InputStream out = process.getInputStream()) {
            int status = 200;
            for (String line = readLine(out); !line.isEmpty(); line = readLine(out)) {
                String[] field = line.split(": ", 2);
                if (field[0].equals("Status")) {
                    status = Integer.parseInt(field[1].substring(0, 3));
                } else {
                    exchange.getResponseHeaders().set(field[0], field[1]);
                }
            }
            exchange.sendResponseHeaders(status, 0);
            out.transferTo(exchange.getResponseBody());
        }
    }

    private static Optional<String> header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    private static String readLine(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
