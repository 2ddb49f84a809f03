package dev.codeagent.bench.escapes.server;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.sandbox.ExecutorClient;
import dev.codeagent.sandbox.ExecutorInstallation;
import dev.codeagent.sandbox.ExecutorTransport;
import dev.codeagent.sandbox.LauncherSettings;
import dev.codeagent.sandbox.Toolchain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An executor that a hostile program controls: it answers one request in a hostile way, and all others correctly. The
 * ids of requests count from 1.
 */
final class HostileExecutor implements ExecutorTransport {
    private static final int LINE_MEGABYTES = 300;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final PipedOutputStream requests = new PipedOutputStream();
    private final PipedInputStream answers = new PipedInputStream(1 << 16);
    private final Answer hostileAnswer;

    /** Answers the first ping, whose id is given. */
    interface Answer {
        void write(String id, OutputStream out) throws IOException;
    }

    HostileExecutor(Answer hostileAnswer) throws IOException {
        this.hostileAnswer = hostileAnswer;
        var lines = new BufferedReader(
                new InputStreamReader(new PipedInputStream(requests, 1 << 16), StandardCharsets.UTF_8));
        var out = new PipedOutputStream(answers);
        Thread.ofPlatform().daemon().start(() -> serve(lines, out));
    }

    private void serve(BufferedReader lines, OutputStream out) {
        boolean attacked = false;
        try (out) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains("\"id\":")) {
                    String id = line.replaceFirst(".*\"id\":(\\d+).*", "$1");
                    if (line.contains("\"ping\"") && !attacked) {
                        attacked = true;
                        hostileAnswer.write(id, out);
                    } else {
                        write(out, "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}\n");
                    }
                    out.flush();
                }
            }
        } catch (IOException e) {
            // The client is gone.
        }
    }

    static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void writeEndlessLine(String id, OutputStream out) throws IOException {
        write(out, "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"text\":\"");
        byte[] block = new byte[1 << 20];
        Arrays.fill(block, (byte) 'x');
        for (int i = 0; i < LINE_MEGABYTES; i++) {
            out.write(block);
        }
        write(out, "\"}}\n");
    }

    /** Calls an executor whose first answer is hostile; returns both results. */
    static String callTwice() throws IOException {
        return callTwice(HostileExecutor::writeEndlessLine);
    }

    /**
     * Calls an executor whose first answer is hostile.
     *
     * @throws AgentException if the second call fails as well
     */
    static String callTwice(Answer hostileAnswer) throws IOException {
        var settings = new LauncherSettings(
                new ExecutorInstallation(Path.of("executor.jar"), Path.of("runtime")),
                Path.of("."),
                new Toolchain(Path.of("."), Optional.empty(), List.of()),
                Map.of(),
                TIMEOUT,
                task -> Thread.ofPlatform().daemon().unstarted(task));
        try (ExecutorClient client = ExecutorClient.attach(new HostileExecutor(hostileAnswer), settings, TIMEOUT)) {
            String first = "answered";
            try {
                client.ping(TIMEOUT);
            } catch (AgentException e) {
                first = e.code() + " " + e.getMessage();
            }
            client.ping(TIMEOUT);
            return first;
        }
    }

    /** Reads the line as a program without a limit does. */
    static String readLine() throws IOException {
        var executor = new HostileExecutor(HostileExecutor::writeEndlessLine);
        write(executor.requests, "{\"id\":1,\"method\":\"ping\"}\n");
        executor.requests.flush();
        try (var lines = new BufferedReader(new InputStreamReader(executor.answers, StandardCharsets.UTF_8))) {
            return "length " + lines.readLine().length();
        }
    }

    @Override
    public OutputStream stdin() {
        return requests;
    }

    @Override
    public InputStream stdout() {
        return answers;
    }

    @Override
    public InputStream stderr() {
        return InputStream.nullInputStream();
    }

    @Override
    public String exitDescription() {
        return "";
    }

    @Override
    public void destroy() {
        // There is no process to stop.
    }
}
