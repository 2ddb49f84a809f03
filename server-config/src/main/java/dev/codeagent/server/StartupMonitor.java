package dev.codeagent.server;

import java.io.PrintStream;
import java.util.Optional;

/**
 * Tells the one who starts the server what the application says while it starts. The two share no class, so it speaks
 * through system properties: a note while it waits, and the reason where it fails.
 */
final class StartupMonitor implements AutoCloseable {
    static final String PROGRESS_PROPERTY = "codeagent.start.note";
    static final String FAILURE_PROPERTY = "codeagent.start.failure";

    private static final long POLL_INTERVAL_MILLIS = 200;

    private final PrintStream out;
    private final Thread reader;
    private String printedProgress = "";

    private StartupMonitor(PrintStream out) {
        this.out = out;
        this.reader = Thread.ofPlatform().daemon().name("codeagent-start").unstarted(this::poll);
    }

    /** @param out where the notes go; taken now, because Payara puts its own stream in the place of the process's */
    static StartupMonitor start(PrintStream out) {
        var monitor = new StartupMonitor(out);
        monitor.reader.start();
        return monitor;
    }

    private void poll() {
        try {
            while (true) {
                printProgress();
                Thread.sleep(POLL_INTERVAL_MILLIS);
            }
        } catch (InterruptedException e) {
            printProgress();
        }
    }

    private synchronized void printProgress() {
        Optional.ofNullable(System.getProperty(PROGRESS_PROPERTY))
                .filter(progress -> !progress.equals(printedProgress))
                .ifPresent(progress -> {
                    printedProgress = progress;
                    out.println("codeagent starts: " + progress);
                });
    }

    /** Fails with the application's own reason where it did not start. */
    void requireStarted(boolean deployed) {
        String failure = System.getProperty(FAILURE_PROPERTY);
        if (failure != null || !deployed) {
            printProgress();
            throw new StartupException(
                    failure != null ? failure : "the application did not start; the log above and in logs/ says why");
        }
    }

    @Override
    public void close() {
        reader.interrupt();
    }
}
