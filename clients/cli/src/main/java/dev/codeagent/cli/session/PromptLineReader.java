package dev.codeagent.cli.session;

import java.util.HashMap;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/**
 * Draws the text at the prompt again when the window has another width. Terminals wrap the text on their screen again by
 * themselves, so its first line is then another number of lines above the cursor than before.
 */
final class PromptLineReader extends LineReaderImpl {
    /** Begins each further line of the text. */
    static final String CONTINUATION = "… ";

    PromptLineReader(Terminal terminal) {
        super(terminal, "codeagent", new HashMap<>());
    }

    @Override
    protected void handleSignal(Terminal.Signal signal) {
        if (signal != Terminal.Signal.WINCH || terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
            super.handleSignal(signal);
            return;
        }
        lock.lock();
        try {
            Size now = terminal.getBufferSize();
            if (reading && !now.equals(size)) {
                size = new Size(now.getColumns(), now.getRows());
                eraseText();
                display = new Display(terminal, false);
                display.resize(size);
                redisplay();
            }
        } finally {
            lock.unlock();
        }
    }

    private void eraseText() {
        int rows = rowsAboveCursor(prompt, buf.upToCursor(), size.getColumns());
        terminal.puts(Capability.carriage_return);
        if (rows > 0) {
            terminal.puts(Capability.parm_up_cursor, Math.min(rows, size.getRows() - 1));
        }
        terminal.puts(Capability.clr_eos);
        terminal.flush();
    }

    /** How many rows of a terminal lie between the beginning of the prompt and the cursor. */
    static int rowsAboveCursor(AttributedString prompt, String text, int columns) {
        int rows = -1;
        String indent = prompt.toString();
        for (String line : text.split("\n", -1)) {
            int width = new AttributedString(indent + line).columnLength();
            rows += 1 + Math.max(0, width - 1) / Math.max(1, columns);
            indent = CONTINUATION;
        }
        return rows;
    }
}
