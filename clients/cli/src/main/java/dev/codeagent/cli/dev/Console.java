package dev.codeagent.cli.dev;

import dev.codeagent.cli.terminal.SafeText;
import dev.codeagent.cli.terminal.Screen;
import dev.codeagent.cli.terminal.Style;

/** The terminal, shared by the server's log and what happens to the sources. */
final class Console {
    private final Screen screen;

    Console(Screen screen) {
        this.screen = screen;
    }

    synchronized void log(String line) {
        screen.line(Style.DIM, SafeText.of(line));
    }

    synchronized void say(String text) {
        screen.line(Style.BOLD, text);
    }

    synchronized void good(String text) {
        screen.line(Style.GREEN, text);
    }

    synchronized void bad(String text) {
        screen.line(Style.RED, SafeText.of(text));
    }
}
