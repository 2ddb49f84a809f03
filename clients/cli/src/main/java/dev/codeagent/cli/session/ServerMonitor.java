package dev.codeagent.cli.session;

import dev.codeagent.cli.server.RestClient;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Says when the server stops to answer, and when it answers again, while a person types. */
final class ServerMonitor {
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final Supplier<URI> address;
    private final Consumer<String> notices;
    private boolean reachable = true;
    private volatile boolean closed;

    ServerMonitor(Supplier<URI> address, Consumer<String> notices) {
        this.address = address;
        this.notices = notices;
    }

    ServerMonitor start() {
        Thread thread = new Thread(this::watch, "server-monitor");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void watch() {
        try {
            while (!closed) {
                Thread.sleep(INTERVAL);
                check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void check() {
        URI current = address.get();
        boolean now = RestClient.forHealth(current).isLive(LIMIT);
        if (now != reachable && !closed) {
            reachable = now;
            notices.accept(
                    now
                            ? "· connected again to the server at " + current
                            : "· the server at " + current
                                    + " does not answer; the session goes on, and what you type is kept");
        }
    }

    void close() {
        closed = true;
    }
}
