package dev.codeagent.bench.harness;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * An unmodified Payara Micro with a WAR of one page: the baseline for the cost of a start. The page {@code /read.jsp}
 * reads the body of its request; Payara compiles it when it is requested.
 */
public final class PayaraMicroBaseline implements AutoCloseable {
    private static final long START_TIMEOUT_NANOS = 180_000_000_000L;

    private final Process process;
    private final int port;

    private PayaraMicroBaseline(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it and waits until it serves the page. */
    public static PayaraMicroBaseline start(Path folder, List<String> jvmOptions)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        int port = Ports.free();
        Process process = new ProcessBuilder(
                        BuildArtifacts.locate().payaraMicroCommand(jvmOptions, createEmptyWar(folder), port))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("bare.log").toFile())
                .start();
        ChildProcesses.destroyOnExit(process);
        var page = URI.create("http://127.0.0.1:" + port + "/index.html");
        long deadline = System.nanoTime() + START_TIMEOUT_NANOS;
        while (!isServing(page)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IOException("the unmodified Payara Micro did not start; see " + folder.resolve("bare.log"));
            }
            Thread.sleep(ServerProcess.POLL_MILLIS);
        }
        return new PayaraMicroBaseline(process, port);
    }

    private static Path createEmptyWar(Path folder) throws IOException {
        Path war = folder.resolve("empty.war");
        try (var zip = new ZipOutputStream(Files.newOutputStream(war))) {
            zip.putNextEntry(new ZipEntry("index.html"));
            zip.write("<html>hello</html>".getBytes(StandardCharsets.US_ASCII));
            zip.putNextEntry(new ZipEntry("read.jsp"));
            zip.write("<% request.getInputStream().readAllBytes(); %>read".getBytes(StandardCharsets.US_ASCII));
        }
        return war;
    }

    private static boolean isServing(URI page) {
        try {
            return ((HttpURLConnection) page.toURL().openConnection()).getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }

    public long pid() {
        return process.pid();
    }

    public int port() {
        return port;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
