package dev.codeagent.cli.command;

import java.util.function.Consumer;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Handles Ctrl-C while a run is followed, until it is closed. */
final class InterruptHandler implements AutoCloseable {
    private static final Signal INTERRUPT = new Signal("INT");

    private final Consumer<String> notices;
    private final String message;
    private final Runnable onFirst;
    private final Runnable onSecond;
    private final SignalHandler previous;
    private boolean interrupted;

    /**
     * @param notices shows a text to the user
     * @param message what the first Ctrl-C does, for the user
     * @param onFirst must return immediately
     * @param onSecond what each later Ctrl-C does
     */
    InterruptHandler(Consumer<String> notices, String message, Runnable onFirst, Runnable onSecond) {
        this.notices = notices;
        this.message = message;
        this.onFirst = onFirst;
        this.onSecond = onSecond;
        this.previous = Signal.handle(INTERRUPT, signal -> handleInterrupt());
    }

    private synchronized void handleInterrupt() {
        if (interrupted) {
            onSecond.run();
            return;
        }
        interrupted = true;
        notices.accept(message);
        onFirst.run();
    }

    @Override
    public void close() {
        Signal.handle(INTERRUPT, previous);
    }
}
