package dev.codeagent.tests.system;

import dev.codeagent.bench.harness.ChildProcesses;
import dev.codeagent.bench.harness.Ports;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An nginx with the configuration of docs/reverse-proxy.md, which compresses and buffers all answers. */
final class ReverseProxy implements AutoCloseable {
    static final String HOST = "agents.example.org";
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Process process;
    private final int port;
    private final SSLContext tls;

    private ReverseProxy(Process process, int port, SSLContext tls) {
        this.process = process;
        this.port = port;
        this.tls = tls;
    }

    /** The program, also if its directory is not on the PATH of users; empty if it is not installed. */
    static Optional<Path> nginx() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(directory -> Path.of(directory, "nginx"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static ReverseProxy start(Path folder, Path document, int serverPort) throws Exception {
        run(
                folder,
                List.of(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-keyout",
                        "key.pem",
                        "-out",
                        "certificate.pem",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=" + HOST,
                        "-addext",
                        "subjectAltName=DNS:" + HOST));
        int port = Ports.free();
        Path configuration = Files.writeString(
                folder.resolve("nginx.conf"), configuration(folder, example(document), port, serverPort));
        Process process = new ProcessBuilder(
                        nginx().orElseThrow().toString(),
                        "-p",
                        folder.toString(),
                        "-c",
                        configuration.toString(),
                        "-e",
                        folder.resolve("nginx.log").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.out").toFile())
                .start();
        ChildProcesses.destroyOnExit(process);
        var proxy = new ReverseProxy(process, port, trusting(folder.resolve("certificate.pem")));
        proxy.awaitPort(folder);
        return proxy;
    }

    private static void run(Path folder, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.out").toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(Files.readString(folder.resolve("openssl.out")));
        }
    }

    private static String example(Path document) throws IOException {
        String text = Files.readString(document);
        int begin = text.indexOf("```nginx\n") + "```nginx\n".length();
        return text.substring(begin, text.indexOf("```", begin));
    }

    /** The example with the addresses of this test, below settings that buffer and compress as much as possible. */
    private static String configuration(Path folder, String example, int port, int serverPort) {
        String adapted = example.replace("listen 443 ssl;", "listen 127.0.0.1:" + port + " ssl;")
                .replace(
                        "/etc/ssl/" + HOST + ".pem",
                        folder.resolve("certificate.pem").toString())
                .replace("/etc/ssl/" + HOST + ".key", folder.resolve("key.pem").toString())
                .replace("http://127.0.0.1:8080/", "http://127.0.0.1:" + serverPort + "/");
        return """
            daemon off;
            master_process off;
            pid %1$s/nginx.pid;
            events { }
            http {
                access_log off;
                client_body_temp_path %1$s/nginx-body;
                proxy_temp_path %1$s/nginx-proxy;
                fastcgi_temp_path %1$s/nginx-fastcgi;
                uwsgi_temp_path %1$s/nginx-uwsgi;
                scgi_temp_path %1$s/nginx-scgi;
                gzip on;
                gzip_proxied any;
                gzip_min_length 0;
                gzip_types text/event-stream application/json;
                proxy_buffering on;
                proxy_buffers 8 64k;
                %2$s
            }
            """.formatted(folder, adapted);
    }

    private static SSLContext trusting(Path certificate) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                    "proxy", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private void awaitPort(Path folder) throws IOException, InterruptedException {
        for (int i = 0; i < 500 && process.isAlive(); i++) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                Thread.sleep(20);
            }
        }
        throw new IOException("nginx does not listen: " + Files.readString(folder.resolve("nginx.log")));
    }

    String authority() {
        return HOST + ":" + port;
    }

    /** A connection over TLS, on which a request was sent. */
    Connection send(String method, String path, List<String> headers, String body) throws IOException {
        Socket socket = tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        var text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + authority() + "\r\n");
        headers.forEach(header -> text.append(header).append("\r\n"));
        if (!body.isEmpty()) {
            text.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(body.length())
                    .append("\r\n");
        }
        socket.getOutputStream()
                .write(text.append("\r\n").append(body).toString().getBytes(StandardCharsets.UTF_8));
        return new Connection(socket, new BufferedInputStream(socket.getInputStream()));
    }

    /** Reads the answer as it arrives. */
    record Connection(Socket socket, InputStream in) implements AutoCloseable {
        /** Reads until the text was received, and returns everything up to it. */
        String readUntil(String text) throws IOException {
            var received = new StringBuilder();
            while (received.indexOf(text) < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("the answer ends before '" + text + "': " + received);
                }
                received.append((char) next);
            }
            return received.toString();
        }

        String head() throws IOException {
            return readUntil("\r\n\r\n");
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
