package dev.codeagent.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The part of a terminal that the client uses: printed text, line ends, cursor up, erase, wrap mode, styles. */
public final class TerminalEmulator extends OutputStream {
    private final int columns;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
    private int row;
    private int column;
    private boolean wraps = true;

    public TerminalEmulator(int columns) {
        this.columns = columns;
    }

    @Override
    public synchronized void write(int b) {
        pending.write(b);
    }

    @Override
    public synchronized void flush() {
        String text = pending.toString(StandardCharsets.UTF_8);
        pending.reset();
        for (int i = 0; i < text.length(); ) {
            if (text.charAt(i) == '\u001b') {
                int end = i + 2;
                while (!Character.isLetter(text.charAt(end))) {
                    end++;
                }
                control(text.substring(i + 1, end + 1));
                i = end + 1;
            } else {
                int c = text.codePointAt(i);
                put(c);
                i += Character.charCount(c);
            }
        }
    }

    /** All lines, also those that scrolled out of sight. */
    public synchronized String screen() {
        var lines = new ArrayList<String>();
        rows.forEach(r -> lines.add(r.toString().stripTrailing()));
        return String.join("\n", lines).stripTrailing();
    }

    /** Row and column of the cursor, from 0. */
    synchronized String cursor() {
        return row + ":" + column;
    }

    private void put(int c) {
        switch (c) {
            case '\n' -> {
                column = 0;
                newRow();
            }
            case '\r' -> column = 0;
            default -> {
                int width = DisplayWidth.of(Character.toString(c));
                if (column + width > columns) {
                    if (!wraps) {
                        return;
                    }
                    column = 0;
                    newRow();
                }
                StringBuilder line = rows.get(row);
                String kept = DisplayWidth.prefix(line.toString(), column);
                String rest = line.length() > kept.length() + 1 ? line.substring(kept.length() + 1) : "";
                rows.set(
                        row,
                        new StringBuilder(kept)
                                .append(" ".repeat(column - DisplayWidth.of(kept)))
                                .appendCodePoint(c)
                                .append(rest));
                column += width;
            }
        }
    }

    private void newRow() {
        row++;
        if (row == rows.size()) {
            rows.add(new StringBuilder());
        }
    }

    private void control(String sequence) {
        String parameter = sequence.substring(1, sequence.length() - 1);
        switch (sequence.charAt(sequence.length() - 1)) {
            case 'K' -> eraseLine();
            case 'J' -> {
                eraseLine();
                while (rows.size() > row + 1) {
                    rows.removeLast();
                }
            }
            case 'A' -> row = Math.max(0, row - Integer.parseInt(parameter));
            case 'h', 'l' -> wraps = sequence.endsWith("h");
            case 'm' -> {}
            default -> throw new AssertionError("an escape sequence that the client does not use: " + sequence);
        }
    }

    private void eraseLine() {
        rows.set(row, new StringBuilder(DisplayWidth.prefix(rows.get(row).toString(), column)));
    }
}
