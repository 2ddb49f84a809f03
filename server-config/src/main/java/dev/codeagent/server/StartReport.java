package dev.codeagent.server;

import java.io.PrintStream;
import java.util.Optional;

/**
 * Tells the one who starts the server what the application says while it starts. The two share no class, so it speaks
 * through system properties: a note while it waits, and the reason where it fails.
 */
final class StartReport implements AutoCloseable {
    static final String NOTE = "codeagent.start.note";
    static final String FAILURE = "codeagent.start.failure";

    private static final long LOOK_EVERY_MILLIS = 200;

    private final PrintStream out;
    private final Thread reader;
    private String shown = "";

    private StartReport(PrintStream out) {
        this.out = out;
        this.reader = Thread.ofPlatform().daemon().name("codeagent-start").unstarted(this::read);
    }

    /** @param out where the notes go; taken now, because Payara puts its own stream in the place of the process's */
    static StartReport follow(PrintStream out) {
        var report = new StartReport(out);
        report.reader.start();
        return report;
    }

    private void read() {
        try {
            while (true) {
                showNote();
                Thread.sleep(LOOK_EVERY_MILLIS);
            }
        } catch (InterruptedException e) {
            showNote();
        }
    }

    private synchronized void showNote() {
        Optional.ofNullable(System.getProperty(NOTE))
                .filter(note -> !note.equals(shown))
                .ifPresent(note -> {
                    shown = note;
                    out.println("codeagent starts: " + note);
                });
    }

    /** Fails with the application's own reason where it did not start. */
    void requireStarted(boolean deployed) {
        String failure = System.getProperty(FAILURE);
        if (failure != null || !deployed) {
            showNote();
            throw new StartFailure(
                    failure != null ? failure : "the application did not start; the log above and in logs/ says why");
        }
    }

    @Override
    public void close() {
        reader.interrupt();
    }
}
