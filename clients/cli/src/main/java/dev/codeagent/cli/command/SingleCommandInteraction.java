package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.terminal.TerminalEcho;
import java.io.Console;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.NonBlockingReader;
import org.jspecify.annotations.Nullable;

/**
 * The person that started one command. The terminal is opened when the first key is needed, because most commands need
 * none and the library of the terminal costs time.
 */
public final class SingleCommandInteraction implements Interaction {
    private static final long POLL_MILLIS = 100;

    private final Charset charset;

    /** @param charset the encoding of the terminal */
    public SingleCommandInteraction(Charset charset) {
        this.charset = charset;
    }

    /** Whether a person is at the terminal; the Unix launcher knows it best. */
    @Override
    public boolean isAttended() {
        return System.console() != null && isTerminal("codeagent.terminal") && isTerminal("codeagent.input");
    }

    /** Whether standard input is a terminal, and no pipe or file. */
    static boolean isInputTerminal() {
        return Optional.ofNullable(System.getProperty("codeagent.input"))
                .map(Boolean::parseBoolean)
                .orElseGet(() -> System.console() != null);
    }

    private static boolean isTerminal(String property) {
        return Boolean.parseBoolean(System.getProperty(property, "true"));
    }

    @Override
    public boolean isSession() {
        return false;
    }

    @Override
    public KeyboardFocus listen(KeyHandler handler) {
        try {
            return new RawKeyboard(SystemTerminal.open(charset), handler);
        } catch (IOException e) {
            throw CliException.usageError("cannot read keys from the terminal: " + e.getMessage());
        }
    }

    /** Shows nothing: what is typed is for the shell, which reads it after this command. */
    @Override
    public KeyboardFocus showTyped(Consumer<List<String>> display) {
        if (!isAttended()) {
            return () -> {};
        }
        TerminalEcho.Hidden hidden = TerminalEcho.hide();
        return hidden::close;
    }

    @Override
    public Optional<LineInput> lineInput() {
        Console console = System.console();
        return console == null || !isTerminal("codeagent.terminal")
                ? Optional.empty()
                : Optional.of(new ConsoleInput(console));
    }

    /** The console of the process, which reads whole lines. */
    private record ConsoleInput(Console console) implements LineInput {
        @Override
        public @Nullable String readLine(String prompt) {
            return console.readLine("%s", prompt);
        }

        @Override
        public char @Nullable [] readHidden(String prompt) {
            return console.readPassword("%s", prompt);
        }
    }

    @Override
    public void runStarted(String run) {
        // Only a session needs it later.
    }

    /** Reads each key at once, in a thread of its own. */
    private static final class RawKeyboard implements KeyboardFocus {
        private final Terminal terminal;
        private final KeyHandler handler;
        private final Attributes before;
        private volatile boolean closed;

        RawKeyboard(Terminal terminal, KeyHandler handler) {
            this.terminal = terminal;
            this.handler = handler;
            this.before = SystemTerminal.enterKeyMode(terminal);
            Thread reader = new Thread(this::readKeys, "keys");
            reader.setDaemon(true);
            reader.start();
        }

        private void readKeys() {
            try {
                while (!closed) {
                    int key = terminal.reader().read(POLL_MILLIS);
                    if (key == NonBlockingReader.EOF) {
                        return;
                    }
                    if (key >= 0) {
                        handler.handle((char) key);
                    }
                }
            } catch (InterruptedIOException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                closed = true; // Another client can still decide.
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                terminal.setAttributes(before);
            }
        }
    }
}
