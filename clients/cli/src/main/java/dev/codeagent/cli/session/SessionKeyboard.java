package dev.codeagent.cli.session;

import dev.codeagent.cli.command.Interaction;
import dev.codeagent.cli.command.SystemTerminal;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.NonBlockingReader;

/**
 * The keyboard while a command goes on: a key answers the question that a run asks, and what is typed otherwise is kept
 * for the next prompt.
 */
final class SessionKeyboard implements Interaction {
    private static final long POLL_MILLIS = 50;
    private static final int MAX_TYPED_AHEAD = 10_000;
    private static final char ESCAPE = '\u001b';
    private static final char DELETE = '\u007f';

    private final Terminal terminal;
    private final StringBuilder typedAhead = new StringBuilder();
    private Optional<KeyHandler> handler = Optional.empty();
    private String lastRun = "";
    private volatile boolean listening;

    SessionKeyboard(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Reads keys until the result is closed. */
    KeyboardFocus startListening() {
        Attributes before = SystemTerminal.enterKeyMode(terminal);
        listening = true;
        Thread reader = new Thread(this::readKeys, "session-keys");
        reader.setDaemon(true);
        reader.start();
        return () -> {
            listening = false;
            try {
                reader.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            terminal.setAttributes(before);
        };
    }

    private void readKeys() {
        try {
            while (listening) {
                int key = terminal.reader().read(POLL_MILLIS);
                if (key == ESCAPE) {
                    skipSequence();
                } else if (key >= 0) {
                    accept((char) key);
                } else if (key == NonBlockingReader.EOF) {
                    return;
                }
            }
        } catch (InterruptedIOException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            listening = false; // The next prompt reports it.
        }
    }

    /** Keys such as the arrows send several characters, which are not text. */
    private void skipSequence() throws IOException {
        int next = terminal.reader().read(POLL_MILLIS);
        while (next == '[' || next == 'O' || next == ';' || next >= '0' && next <= '9') {
            next = terminal.reader().read(POLL_MILLIS);
        }
    }

    private void accept(char key) {
        Optional<KeyHandler> current;
        synchronized (this) {
            current = handler;
        }
        if (current.isPresent() && current.get().handle(key)) {
            return;
        }
        synchronized (this) {
            if ((key == DELETE || key == '\b') && !typedAhead.isEmpty()) {
                typedAhead.setLength(typedAhead.length() - 1);
            } else if (key == '\r' || key == '\n') {
                typedAhead.append('\n');
            } else if (key >= ' ' && key != DELETE && typedAhead.length() < MAX_TYPED_AHEAD) {
                typedAhead.append(key);
            }
        }
    }

    /** What was typed while the command went on; forgets it. */
    synchronized String takeTypedAhead() {
        String text = typedAhead.toString().strip();
        typedAhead.setLength(0);
        return text;
    }

    /** The last run of this session; empty before the first one. */
    synchronized String lastRun() {
        return lastRun;
    }

    @Override
    public boolean isAttended() {
        return true;
    }

    @Override
    public boolean isSession() {
        return true;
    }

    @Override
    public synchronized KeyboardFocus listen(KeyHandler newHandler) {
        handler = Optional.of(newHandler);
        return () -> stopListening(newHandler);
    }

    private synchronized void stopListening(KeyHandler finished) {
        handler = handler.filter(current -> current != finished);
    }

    @Override
    public synchronized void runStarted(String run) {
        lastRun = run;
    }
}
