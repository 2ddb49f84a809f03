package dev.codeagent.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The run whose classes the build archives beside the jar, so that commands start with them loaded and verified: all of
 * ours, and what they use of the JDK and the libraries to ask a server. It asks one of its own, which has no runs. The
 * WebSocket client is left out: it makes the archive five times as large, and every command pays for the size.
 */
public final class CdsTrainingRun {
    private CdsTrainingRun() {}

    public static void main(String[] arguments) throws Exception {
        loadApplicationClasses();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", CdsTrainingRun::sendEmptyRunList);
        server.start();
        Main.main(new String[] {
            "status", "--server", "http://127.0.0.1:" + server.getAddress().getPort()
        });
    }

    private static void loadApplicationClasses() throws Exception {
        Path jar = Path.of(CdsTrainingRun.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (var file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream().toList()) {
                if (entry.getName().endsWith(".class")) {
                    String name = entry.getName().replace(".class", "").replace('/', '.');
                    Class.forName(name, false, CdsTrainingRun.class.getClassLoader());
                }
            }
        }
    }

    private static void sendEmptyRunList(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = "[]".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
