package dev.codeagent.cli.run;

import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import dev.codeagent.cli.terminal.TerminalWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Shows the model's text as it streams. The finished block wins: what its deltas lacked or got wrong is put right. */
final class BlockRenderer {
    private final TerminalWriter terminal;
    private final Map<String, StringBuilder> rendered = new HashMap<>();
    private String openBlock = "";

    BlockRenderer(TerminalWriter terminal) {
        this.terminal = terminal;
    }

    void renderDelta(String block, String kind, String text) {
        rendered.computeIfAbsent(block, b -> new StringBuilder()).append(text);
        render(block, kind, text);
    }

    void renderFinished(String block, String kind, String text) {
        String alreadyRendered =
                Objects.requireNonNullElse(rendered.remove(block), "").toString();
        if (!text.startsWith(alreadyRendered)) {
            endBlock();
            terminal.writeLine(Style.DIM, "(the model's text broke off; whole it is:)");
            render(block, kind, text);
        } else if (text.length() > alreadyRendered.length()) {
            render(block, kind, text.substring(alreadyRendered.length()));
        }
        if (openBlock.equals(block)) {
            endBlock();
        }
    }

    /** Nothing more comes for the blocks that are open. */
    void discardOpenBlocks() {
        rendered.clear();
        endBlock();
    }

    /** Something else is about to be shown. */
    void endBlock() {
        terminal.closeLine();
        openBlock = "";
    }

    private void render(String block, String kind, String text) {
        boolean thinking = kind.equals("thinking");
        if (!openBlock.equals(block)) {
            endBlock();
            openBlock = block;
            // In a terminal it is dimmed; elsewhere a word has to tell.
            terminal.write(Style.DIM, thinking && !terminal.hasColors() ? "(thinking) " : "");
        }
        terminal.write(thinking ? Style.DIM : Style.PLAIN, TerminalSanitizer.sanitize(text));
    }
}
