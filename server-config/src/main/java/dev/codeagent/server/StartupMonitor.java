package dev.codeagent.server;

import java.io.PrintStream;
import java.util.Optional;

/**
 * Prints messages of the application while it starts. The application and this program share no class, so the
 * application sets system properties: progress while it waits, and the reason if it fails.
 */
final class StartupMonitor implements AutoCloseable {
    /** The client prints the lines of the output that begin with it. */
    static final String PROGRESS_PREFIX = "codeagent starts: ";

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

    /** @param out output for the messages; passed in because Payara replaces {@code System.err} */
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
                    out.println(PROGRESS_PREFIX + progress);
                });
    }

    /** @throws StartupException with the application's reason if it did not start */
    void requireStarted(boolean deployed) {
        String failure = System.getProperty(FAILURE_PROPERTY);
        if (failure != null || !deployed) {
            printProgress();
            throw new StartupException(
                    failure != null ? failure : "the application did not start; see the log above or in logs/");
        }
    }

    @Override
    public void close() {
        reader.interrupt();
    }
}
