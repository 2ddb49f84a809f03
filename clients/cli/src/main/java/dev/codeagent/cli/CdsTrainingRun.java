package dev.codeagent.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codeagent.client.http.HttpTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * Training run for the class data sharing (CDS) archive beside the jar, with which commands start faster. It loads all
 * classes of the client, and runs {@code status} against a server of its own to load what that needs of the JDK and the
 * libraries. It does not load the WebSocket client: that makes the archive five times as large and slows every command. Nor
 * the interactive session, whose classes need the terminal library.
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
        loadClasses(CdsTrainingRun.class, "/cli/session/");
        // The records of the client are for programs; commands read JSON.
        loadClasses(HttpTransport.class, "/client/(api|event)/");
    }

    /** Loads the classes of the jar that contains a class, without those whose path matches. */
    private static void loadClasses(Class<?> member, String without) throws Exception {
        Path jar = Path.of(
                member.getProtectionDomain().getCodeSource().getLocation().toURI());
        Pattern excluded = Pattern.compile(without);
        try (var file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream().toList()) {
                if (entry.getName().endsWith(".class")
                        && !excluded.matcher(entry.getName()).find()) {
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
