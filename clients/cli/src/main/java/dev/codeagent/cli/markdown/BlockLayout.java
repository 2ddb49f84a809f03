package dev.codeagent.cli.markdown;

import dev.codeagent.cli.terminal.DisplayWidth;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.StyledLine;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import dev.codeagent.cli.terminal.TextWrapper;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.ThematicBreak;

/** Lays out the blocks of a Markdown document on lines of a width. */
final class BlockLayout {
    private static final String CODE_INDENT = "  ";
    private static final int MIN_COLUMNS = 10;
    private static final int MAX_RULE_COLUMNS = 40;

    private BlockLayout() {}

    /** The lines of one block, without the empty line before it. */
    static List<StyledLine> lines(Node block, int columns) {
        int width = Math.max(MIN_COLUMNS, columns);
        return switch (block) {
            case Heading heading -> TextWrapper.wrap(InlineText.of(heading, Style.BOLD), width);
            case FencedCodeBlock code -> code(code.getLiteral(), new CodeHighlighter(code.getInfo()));
            case IndentedCodeBlock code -> code(code.getLiteral(), new CodeHighlighter(""));
            case HtmlBlock html -> code(html.getLiteral(), new CodeHighlighter("html"));
            case BlockQuote quote -> quote(quote, width);
            case ListBlock list -> list(list, width);
            case TableBlock table -> TableLayout.lines(table, width);
            case ThematicBreak rule -> List.of(StyledLine.of(Style.DIM, "─".repeat(Math.min(width, MAX_RULE_COLUMNS))));
            case LinkReferenceDefinition definition -> List.of();
            default -> TextWrapper.wrap(InlineText.of(block, Style.PLAIN), width);
        };
    }

    /**
     * The lines of all blocks of a container, with an empty line where the text has one. The rule of Markdown, an empty line
     * anywhere in a list separates all its items, cannot be applied while the list arrives.
     */
    private static List<StyledLine> children(Node container, int columns) {
        var lines = new ArrayList<StyledLine>();
        for (Node child = container.getFirstChild(); child != null; child = child.getNext()) {
            List<StyledLine> block = lines(child, columns);
            if (!lines.isEmpty() && !block.isEmpty() && hasGapBefore(child)) {
                lines.add(StyledLine.EMPTY);
            }
            lines.addAll(block);
        }
        return lines;
    }

    /** Whether the text has an empty line between a block and the one before it. */
    static boolean hasGapBefore(Node block) {
        Node previous = block.getPrevious();
        return previous != null && firstLine(block) - lastLine(previous) > 1;
    }

    private static int firstLine(Node block) {
        return block.getSourceSpans().isEmpty()
                ? 0
                : block.getSourceSpans().getFirst().getLineIndex();
    }

    private static int lastLine(Node block) {
        Node last = block.getLastChild();
        boolean hasLines = last != null && !last.getSourceSpans().isEmpty();
        if (hasLines) {
            return lastLine(last);
        }
        return block.getSourceSpans().isEmpty()
                ? 0
                : block.getSourceSpans().getLast().getLineIndex();
    }

    /** Code is not wrapped: what is copied from the terminal stays the code. */
    static List<StyledLine> code(String text, CodeHighlighter highlighter) {
        return TerminalSanitizer.sanitize(text)
                .replace("\t", "    ")
                .stripTrailing()
                .lines()
                .map(line -> indent(highlighter.highlight(line), CODE_INDENT))
                .toList();
    }

    private static StyledLine indent(StyledLine line, String blanks) {
        return line.text().isBlank() ? StyledLine.EMPTY : line.prepend(Style.PLAIN, blanks);
    }

    private static List<StyledLine> quote(BlockQuote quote, int columns) {
        return children(quote, columns - 2).stream()
                .map(line -> line.prepend(Style.DIM, line.text().isBlank() ? "│" : "│ "))
                .toList();
    }

    private static List<StyledLine> list(ListBlock list, int columns) {
        var lines = new ArrayList<StyledLine>();
        int number = list instanceof OrderedList ordered ? startNumber(ordered) : 1;
        for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
            if (!lines.isEmpty() && hasGapBefore(item)) {
                lines.add(StyledLine.EMPTY);
            }
            lines.addAll(item(item, marker(list, number++), columns));
        }
        return lines;
    }

    static int startNumber(OrderedList list) {
        Integer number = list.getMarkerStartNumber();
        return number == null ? 1 : number;
    }

    private static String marker(ListBlock list, int number) {
        return list instanceof BulletList ? "• " : number + ". ";
    }

    private static List<StyledLine> item(Node item, String marker, int columns) {
        int indent = DisplayWidth.of(marker);
        var lines = new ArrayList<StyledLine>();
        for (StyledLine line : children(item, columns - indent)) {
            lines.add(lines.isEmpty() ? line.prepend(Style.PLAIN, marker) : indent(line, " ".repeat(indent)));
        }
        return lines.isEmpty() ? List.of(StyledLine.of(Style.PLAIN, marker.strip())) : lines;
    }
}
