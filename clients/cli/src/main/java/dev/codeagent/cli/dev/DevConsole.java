package dev.codeagent.cli.dev;

import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import dev.codeagent.cli.terminal.TerminalWriter;

/** The terminal, shared by the server's log and what happens to the sources. */
final class DevConsole {
    private final TerminalWriter terminal;

    DevConsole(TerminalWriter terminal) {
        this.terminal = terminal;
    }

    synchronized void printServerLog(String line) {
        terminal.writeLine(Style.DIM, TerminalSanitizer.sanitize(line));
    }

    synchronized void info(String text) {
        terminal.writeLine(Style.BOLD, text);
    }

    synchronized void success(String text) {
        terminal.writeLine(Style.GREEN, text);
    }

    synchronized void error(String text) {
        terminal.writeLine(Style.RED, TerminalSanitizer.sanitize(text));
    }
}
