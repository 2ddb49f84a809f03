package dev.codeagent.cli.run;

import dev.codeagent.cli.markdown.MarkdownStream;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.StyledLine;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import dev.codeagent.cli.terminal.TerminalWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Prints the model's text while it streams. A terminal shows its Markdown: what is complete as output, the rest as live
 * lines. A pipe gets the text as it comes. A finished block corrects what its deltas lacked or got wrong.
 */
final class BlockRenderer {
    private final TerminalWriter terminal;
    private final Map<String, StringBuilder> rendered = new HashMap<>();
    private final OutputGaps gaps;
    private String openBlock = "";
    private boolean gapBefore;
    private boolean thinking;
    private Optional<MarkdownStream> markdown = Optional.empty();

    BlockRenderer(TerminalWriter terminal, OutputGaps gaps) {
        this.terminal = terminal;
        this.gaps = gaps;
    }

    void renderDelta(String block, String kind, String text) {
        rendered.computeIfAbsent(block, b -> new StringBuilder()).append(text);
        render(block, kind, text);
    }

    void renderFinished(String block, String kind, String text) {
        String alreadyRendered =
                Objects.requireNonNullElse(rendered.remove(block), "").toString();
        if (!text.startsWith(alreadyRendered)) {
            closeBlock();
            terminal.writeLine(Style.DIM, "(the text above is incomplete; complete text:)");
            render(block, kind, text);
        } else if (text.length() > alreadyRendered.length()) {
            render(block, kind, text.substring(alreadyRendered.length()));
        }
        if (openBlock.equals(block)) {
            closeBlock();
        }
    }

    /** Forgets the open blocks: no more text arrives for them. */
    void discardOpenBlocks() {
        rendered.clear();
        closeBlock();
    }

    /** Ends the open line before other output; live lines stay below it. */
    void endLine() {
        if (markdown.isEmpty()) {
            closeBlock();
        }
    }

    /** The lines that may still change. */
    List<StyledLine> pendingLines() {
        return markdown.map(text -> withGap(styled(text.pending(columns())))).orElse(List.of());
    }

    private List<StyledLine> withGap(List<StyledLine> lines) {
        if (!gapBefore || lines.isEmpty()) {
            return lines;
        }
        var all = new ArrayList<>(lines);
        all.addFirst(StyledLine.EMPTY);
        return all;
    }

    private void closeBlock() {
        Optional<MarkdownStream> rest = markdown;
        markdown = Optional.empty();
        rest.ifPresent(text -> print(text.finish(columns())));
        terminal.closeLine();
        openBlock = "";
    }

    private void render(String block, String kind, String text) {
        if (!openBlock.equals(block)) {
            closeBlock();
            openBlock = block;
            thinking = kind.equals("thinking");
            if (terminal.redraws()) {
                markdown = Optional.of(new MarkdownStream());
                gapBefore = gaps.start(OutputGaps.Part.TEXT);
            } else {
                // A terminal dims it; without colors a label marks it.
                terminal.write(Style.DIM, thinking && !terminal.hasColors() ? "(thinking) " : "");
            }
        }
        if (markdown.isPresent()) {
            print(markdown.get().append(text, columns()));
        } else {
            terminal.write(thinking ? Style.DIM : Style.PLAIN, TerminalSanitizer.sanitize(text));
        }
    }

    private void print(List<StyledLine> lines) {
        if (!lines.isEmpty()) {
            terminal.writeLines(withGap(styled(lines)));
            gapBefore = false;
        }
    }

    private List<StyledLine> styled(List<StyledLine> lines) {
        if (!thinking) {
            return lines;
        }
        String mark = terminal.hasColors() ? "" : "| ";
        return lines.stream()
                .map(line -> StyledLine.of(Style.DIM, mark + line.text()))
                .toList();
    }

    private int columns() {
        return terminal.columns();
    }
}
