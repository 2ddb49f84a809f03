package dev.codeagent.cli.run;

import dev.codeagent.cli.terminal.SafeText;
import dev.codeagent.cli.terminal.Screen;
import dev.codeagent.cli.terminal.Style;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Shows the model's text as it streams. The finished block wins: what its deltas lacked or got wrong is put right. */
final class BlockText {
    private final Screen screen;
    private final Map<String, StringBuilder> shown = new HashMap<>();
    private String open = "";

    BlockText(Screen screen) {
        this.screen = screen;
    }

    void delta(String block, String kind, String text) {
        shown.computeIfAbsent(block, b -> new StringBuilder()).append(text);
        show(block, kind, text);
    }

    void finished(String block, String kind, String text) {
        String before = Objects.requireNonNullElse(shown.remove(block), "").toString();
        if (!text.startsWith(before)) {
            close();
            screen.line(Style.DIM, "(the model's text broke off; whole it is:)");
            show(block, kind, text);
        } else if (text.length() > before.length()) {
            show(block, kind, text.substring(before.length()));
        }
        if (open.equals(block)) {
            close();
        }
    }

    /** Nothing more comes for the blocks that are open. */
    void abandon() {
        shown.clear();
        close();
    }

    /** Something else is about to be shown. */
    void close() {
        screen.closeLine();
        open = "";
    }

    private void show(String block, String kind, String text) {
        boolean thinking = kind.equals("thinking");
        if (!open.equals(block)) {
            close();
            open = block;
            // In a terminal it is dimmed; elsewhere a word has to tell.
            screen.text(Style.DIM, thinking && !screen.colour() ? "(thinking) " : "");
        }
        screen.text(thinking ? Style.DIM : Style.PLAIN, SafeText.of(text));
    }
}
