package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.ExitCode;
import sun.misc.Signal;

/** Ctrl-C: the first asks for the end of the run, the second leaves. */
final class InterruptHandler {
    private boolean cancelRequested;

    /** From now on; {@code first} must return at once. */
    void install(Runnable onFirstInterrupt) {
        Signal.handle(new Signal("INT"), signal -> handleInterrupt(onFirstInterrupt));
    }

    private synchronized void handleInterrupt(Runnable onFirstInterrupt) {
        if (cancelRequested) {
            System.err.println();
            // Not on this thread: exiting waits for the signal's own thread.
            new Thread(() -> System.exit(ExitCode.INTERRUPTED.code())).start();
            return;
        }
        cancelRequested = true;
        System.err.println("\ncancelling the run; Ctrl-C again leaves without waiting");
        onFirstInterrupt.run();
    }
}
