package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.ExitCode;
import sun.misc.Signal;

/** Handles Ctrl-C: the first one cancels the run, the second one exits. */
final class InterruptHandler {
    private boolean cancelRequested;

    /** @param onFirstInterrupt cancels the run; must return immediately */
    void install(Runnable onFirstInterrupt) {
        Signal.handle(new Signal("INT"), signal -> handleInterrupt(onFirstInterrupt));
    }

    /** Ctrl-C ends this program after a message. */
    void exitOnInterrupt(String message) {
        Signal.handle(new Signal("INT"), signal -> {
            System.err.println("\n" + message);
            new Thread(() -> System.exit(ExitCode.INTERRUPTED.code())).start();
        });
    }

    private synchronized void handleInterrupt(Runnable onFirstInterrupt) {
        if (cancelRequested) {
            System.err.println();
            // Not on this thread: exit waits for the signal handler's thread.
            new Thread(() -> System.exit(ExitCode.INTERRUPTED.code())).start();
            return;
        }
        cancelRequested = true;
        System.err.println("\ncancelling the run; press Ctrl-C again to exit without waiting");
        onFirstInterrupt.run();
    }
}
