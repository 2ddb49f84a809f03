package dev.codeagent.cli.command;

import dev.codeagent.cli.outcome.ExitCode;
import sun.misc.Signal;

/** Ctrl-C: the first asks for the end of the run, the second leaves. */
final class Interrupts {
    private boolean asked;

    /** From now on; {@code first} must return at once. */
    void listen(Runnable first) {
        Signal.handle(new Signal("INT"), signal -> interrupted(first));
    }

    private synchronized void interrupted(Runnable first) {
        if (asked) {
            System.err.println();
            // Not on this thread: exiting waits for the signal's own thread.
            new Thread(() -> System.exit(ExitCode.INTERRUPTED.number())).start();
            return;
        }
        asked = true;
        System.err.println("\ncancelling the run; Ctrl-C again leaves without waiting");
        first.run();
    }
}
