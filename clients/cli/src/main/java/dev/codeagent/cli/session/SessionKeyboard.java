package dev.codeagent.cli.session;

import dev.codeagent.cli.command.Interaction;
import dev.codeagent.cli.command.LineInput;
import dev.codeagent.cli.command.SystemTerminal;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.NonBlockingReader;

/**
 * The keyboard while a command goes on: a key answers the question that a run asks, and what is typed otherwise is kept
 * for the next prompts.
 */
final class SessionKeyboard implements Interaction {
    private static final long POLL_MILLIS = 50;
    private static final char ESCAPE = '\u001b';

    private final Terminal terminal;
    private final TypeAhead typeAhead;
    private Optional<KeyHandler> handler = Optional.empty();
    private Consumer<List<String>> display = lines -> {};
    private String lastRun = "";
    private volatile boolean listening;

    /** @param shortenPaste what is shown in place of a pasted text */
    SessionKeyboard(Terminal terminal, UnaryOperator<String> shortenPaste) {
        this.terminal = terminal;
        this.typeAhead = new TypeAhead(shortenPaste);
    }

    /** Reads keys until the result is closed. */
    KeyboardFocus startListening() {
        Attributes before = SystemTerminal.enterKeyMode(terminal);
        markPastes(true);
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
            markPastes(false);
            terminal.setAttributes(before);
        };
    }

    /** Without the marks, a line break in a paste is the same as Enter. */
    private void markPastes(boolean on) {
        if (!isPlain()) {
            terminal.writer().write(on ? LineReaderImpl.BRACKETED_PASTE_ON : LineReaderImpl.BRACKETED_PASTE_OFF);
            terminal.writer().flush();
        }
    }

    private boolean isPlain() {
        return terminal.getType().startsWith(Terminal.TYPE_DUMB);
    }

    private void readKeys() {
        try {
            while (listening) {
                int key = terminal.reader().read(POLL_MILLIS);
                if (key == ESCAPE) {
                    acceptSequence();
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

    /** Keys such as the arrows send several characters, which are not text. Terminals mark a paste in the same way. */
    private void acceptSequence() throws IOException {
        var sequence = new StringBuilder();
        int next = terminal.reader().read(POLL_MILLIS);
        while (next == '[' || next == 'O' || next == ';' || next >= '0' && next <= '9') {
            sequence.append((char) next);
            next = terminal.reader().read(POLL_MILLIS);
        }
        switch (sequence.append(next < 0 ? "" : (char) next).toString()) {
            case "[200~" -> typeAhead.beginPaste();
            case "[201~" -> typeAhead.endPaste();
            case "\r", "\n" -> typeAhead.acceptLineBreak();
            default -> {}
        }
        showTyped();
    }

    private void accept(char key) {
        Optional<KeyHandler> current;
        synchronized (this) {
            current = handler;
        }
        if (current.isPresent() && current.get().handle(key)) {
            return;
        }
        if (isPlain() && (key == '\r' || key == '\n')) {
            typeAhead.acceptLineBreak();
        } else {
            typeAhead.accept(key);
        }
        showTyped();
    }

    private void showTyped() {
        TypeAhead.Typed typed = typeAhead.typed();
        Consumer<List<String>> current;
        synchronized (this) {
            current = display;
        }
        var shown = new ArrayList<String>();
        typed.lines().forEach(line -> shown.add("next: " + line));
        if (!typed.text().isEmpty()) {
            shown.add("> " + typed.text());
        }
        current.accept(shown);
    }

    @Override
    public KeyboardFocus showTyped(Consumer<List<String>> newDisplay) {
        setDisplay(newDisplay);
        return () -> setDisplay(lines -> {});
    }

    private void setDisplay(Consumer<List<String>> newDisplay) {
        synchronized (this) {
            display = newDisplay;
        }
        showTyped();
    }

    /** Text with which the next line begins, if another command goes on before it. */
    void begin(String text) {
        typeAhead.begin(text);
    }

    /** What was typed while the command went on; forgets it. */
    TypeAhead.Typed takeTyped() {
        return typeAhead.take();
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
    public Optional<LineInput> lineInput() {
        return Optional.of(new SessionLineInput(terminal));
    }

    @Override
    public synchronized void runStarted(String run) {
        lastRun = run;
    }
}
