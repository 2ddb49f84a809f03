package dev.codeagent.cli.run;

import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import dev.codeagent.cli.terminal.TerminalWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Prints the model's text while it streams. A finished block corrects what its deltas lacked or got wrong. */
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
            terminal.writeLine(Style.DIM, "(the text above is incomplete; complete text:)");
            render(block, kind, text);
        } else if (text.length() > alreadyRendered.length()) {
            render(block, kind, text.substring(alreadyRendered.length()));
        }
        if (openBlock.equals(block)) {
            endBlock();
        }
    }

    /** Forgets the open blocks: no more text arrives for them. */
    void discardOpenBlocks() {
        rendered.clear();
        endBlock();
    }

    /** Ends the line of the block before other output. */
    void endBlock() {
        terminal.closeLine();
        openBlock = "";
    }

    private void render(String block, String kind, String text) {
        boolean thinking = kind.equals("thinking");
        if (!openBlock.equals(block)) {
            endBlock();
            openBlock = block;
            // A terminal dims it; without colors a label marks it.
            terminal.write(Style.DIM, thinking && !terminal.hasColors() ? "(thinking) " : "");
        }
        terminal.write(thinking ? Style.DIM : Style.PLAIN, TerminalSanitizer.sanitize(text));
    }
}
