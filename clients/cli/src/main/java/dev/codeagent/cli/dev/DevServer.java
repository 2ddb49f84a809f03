package dev.codeagent.cli.dev;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.CompilerDirectives;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The server as a child of this process: its log goes to the console, folders to deploy go to its standard input. */
final class DevServer {
    private static final String DEPLOYED_PREFIX = "codeagent: deployed ";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(180);
    private static final Duration DEPLOYMENT_TIMEOUT = Duration.ofSeconds(120);
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
    private static final int NOT_FOUND = 404;
    private static final int SERVER_ERROR = 500;
    private static final long POLL_INTERVAL_MILLIS = 50;

    private final Process process;
    private final Supplier<Optional<URI>> address;
    private final DevConsole console;
    private final HttpClient http;
    private final BlockingQueue<String> deployments = new LinkedBlockingQueue<>();

    DevServer(Process process, Supplier<Optional<URI>> address, DevConsole console, HttpClient http) {
        this.process = process;
        this.address = address;
        this.console = console;
        this.http = http;
        Thread.ofVirtual().start(this::forwardOutput);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void awaitStart() throws InterruptedException {
        if (!awaitReady(START_TIMEOUT)) {
            stop();
            throw CliException.serverError("the server did not start; its log above says why");
        }
    }

    /** Puts the application in the place of the one that runs; false where it does not come up. */
    boolean deploy(Path application) throws InterruptedException {
        deployments.clear();
        try {
            OutputStream input = process.getOutputStream();
            input.write((application + "\n").getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException e) {
            throw new CliException(ExitCode.SERVER, "the server has ended; its log above says why", e);
        }
        return deployments.poll(DEPLOYMENT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS) != null
                && awaitReady(RESPONSE_TIMEOUT);
    }

    /** Asks it to end; the runs that it works on go on at the next start. */
    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The application answers, whatever its answer is; without it the server knows none of its addresses. */
    private boolean awaitReady(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            if (isResponding()) {
                return true;
            }
            Thread.sleep(POLL_INTERVAL_MILLIS);
        }
        return false;
    }

    private boolean isResponding() throws InterruptedException {
        Optional<URI> base = address.get();
        if (base.isEmpty()) {
            return false;
        }
        try {
            var request = HttpRequest.newBuilder(URI.create(base.get() + "/api/v1/providers"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            var response = http.send(request, HttpResponse.BodyHandlers.discarding());
            return response.statusCode() != NOT_FOUND && response.statusCode() < SERVER_ERROR;
        } catch (IOException e) {
            return false;
        }
    }

    private void forwardOutput() {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(DEPLOYED_PREFIX)) {
                    deployments.add(line);
                } else if (!line.equals(CompilerDirectives.JVM_NOTICE)) {
                    console.printServerLog(line);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            return; // The server has ended, or is being ended.
        }
    }
}
