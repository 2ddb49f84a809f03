package dev.codeagent.cli.command;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The person at the terminal, as a command sees it. */
public interface Interaction {

    /** Whether a person is at the keyboard and sees the output. */
    boolean isAttended();

    /** Whether the program goes on after a command: an interactive session. */
    boolean isSession();

    /**
     * Gives each key that is pressed to the handler, until the result is closed. A handler answers whether it used the key;
     * a session keeps the others for its next line.
     */
    KeyboardFocus listen(KeyHandler handler);

    /**
     * Shows what the person types while a run goes on, after each key; each is one line, and the last is still edited. The
     * terminal itself does not show it until the result is closed, because it would write into the live lines.
     */
    KeyboardFocus showTyped(Consumer<List<String>> display);

    /** Asks the person for lines; empty if nobody can answer. */
    Optional<LineInput> lineInput();

    /** The server accepted a run of this command. */
    void runStarted(String run);

    /** Handles a key. */
    interface KeyHandler {
        boolean handle(char key);
    }

    /** Ends the listening to keys. */
    interface KeyboardFocus extends AutoCloseable {
        @Override
        void close();
    }
}
