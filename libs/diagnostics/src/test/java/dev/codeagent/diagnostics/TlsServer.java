package dev.codeagent.diagnostics;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Answers over TLS with a self-signed certificate, created by the JDK's keytool. */
final class TlsServer implements AutoCloseable {
    private static final String PASSWORD = "changeit";
    private static final String ANSWER = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    private final SSLServerSocket server;
    private final Path certificate;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /**
     * @param host the name in the certificate
     * @param more additional options of keytool
     */
    TlsServer(Path directory, String host, String... more) throws IOException, GeneralSecurityException {
        Path store = directory.resolve("store.p12");
        certificate = Files.createDirectories(directory.resolve("added")).resolve("ours.crt");
        var generate = new ArrayList<>(List.of(
                "-genkeypair", "-alias", "own", "-keyalg", "EC", "-dname", "CN=Our House", "-ext", "san=dns:" + host));
        generate.addAll(List.of(more));
        keytool(store, generate);
        keytool(store, List.of("-exportcert", "-rfc", "-alias", "own", "-file", certificate.toString()));
        server = (SSLServerSocket)
                context(store).getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** The file of its certificate, in a separate directory. */
    Path certificate() {
        return certificate;
    }

    int port() {
        return server.getLocalPort();
    }

    private static SSLContext context(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    private static void keytool(Path store, List<String> options) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:+UseSerialGC",
                "-J-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(output);
        }
    }

    private void accept() {
        try {
            while (true) {
                var client = (SSLSocket) server.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private static void serve(SSLSocket client) {
        try (client) {
            byte[] some = new byte[4096];
            if (client.getInputStream().read(some) > 0) {
                client.getOutputStream().write(ANSWER.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            }
        } catch (IOException distrusted) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
