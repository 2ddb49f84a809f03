package dev.codeagent.cli.run;

import dev.codeagent.cli.terminal.SafeText;
import dev.codeagent.cli.terminal.Screen;
import dev.codeagent.cli.terminal.Style;

/** Shows the model's text as it streams. The finished block wins: what its deltas lacked or got wrong is put right. */
final class BlockText {
    private final Screen screen;
    private final StringBuilder shown = new StringBuilder();
    private String block = "";

    BlockText(Screen screen) {
        this.screen = screen;
    }

    void delta(String id, String kind, String text) {
        begin(id);
        shown.append(text);
        screen.text(style(kind), SafeText.of(text));
    }

    void finished(String id, String kind, String text) {
        begin(id);
        if (text.startsWith(shown.toString())) {
            screen.text(style(kind), SafeText.of(text.substring(shown.length())));
        } else {
            screen.line(Style.DIM, "(the text above was cut off; it is:)");
            screen.text(style(kind), SafeText.of(text));
        }
        close();
    }

    /** Nothing more comes for the open block. */
    void close() {
        screen.closeLine();
        shown.setLength(0);
        block = "";
    }

    private void begin(String id) {
        if (!block.equals(id)) {
            close();
            block = id;
        }
    }

    private static Style style(String kind) {
        return kind.equals("thinking") ? Style.DIM : Style.PLAIN;
    }
}
