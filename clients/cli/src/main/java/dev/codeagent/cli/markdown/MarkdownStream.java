package dev.codeagent.cli.markdown;

import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.StyledLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.jspecify.annotations.Nullable;

/**
 * Lays out Markdown while it arrives. A block is complete when a later line starts the next one; of a list the items
 * before the last one are complete, of a code block its whole lines. What is complete never changes; the rest may.
 */
public final class MarkdownStream {
    /** Nesting of lists and quotes; deeper ones are text. */
    private static final int MAX_DEPTH = 30;

    private static final Parser PARSER = Parser.builder()
            .extensions(List.of(TablesExtension.create()))
            .includeSourceSpans(IncludeSourceSpans.BLOCKS)
            .maxOpenBlockParsers(MAX_DEPTH)
            .build();
    /** A longer unfinished block is not looked at again with each part of the text. */
    private static final int MAX_REPEATED = 20_000;

    private final StringBuilder source = new StringBuilder();
    private int nextLook;
    private boolean anyLines;
    private Optional<CodeFence> openFence = Optional.empty();
    private boolean insideList;
    private boolean gapInList;
    private int nextNumber;

    /** A code block whose first lines are complete. */
    private record CodeFence(String marker, CodeHighlighter highlighter) {
        boolean isClosedBy(String line) {
            String stripped = line.strip();
            return line.length() - line.stripLeading().length() <= 3
                    && stripped.length() >= marker.length()
                    && stripped.chars().allMatch(c -> c == marker.charAt(0));
        }
    }

    /** Returns the lines that became complete. */
    public List<StyledLine> append(String text, int columns) {
        source.append(text);
        if (text.indexOf('\n') < 0 || source.length() < nextLook) {
            return List.of();
        }
        var lines = new ArrayList<StyledLine>();
        takeCompleteLines(lines, columns);
        // Blocks that stay open are looked at less and less often, so that the effort stays proportional to the text.
        nextLook = source.length() > MAX_REPEATED ? source.length() * 2 : 0;
        return lines;
    }

    /** The lines of what is not complete yet. */
    public List<StyledLine> pending(int columns) {
        if (source.isEmpty() || source.length() > MAX_REPEATED) {
            return List.of();
        }
        if (openFence.isPresent()) {
            return BlockLayout.code(source.toString(), new CodeHighlighter(""));
        }
        var lines = new ArrayList<StyledLine>();
        boolean more = anyLines;
        Node first = parse(source.toString()).getFirstChild();
        continueNumbers(first);
        for (Node block = first; block != null; block = block.getNext()) {
            more = add(lines, block, columns, more, block == first && continuesListDirectly(block));
        }
        return lines;
    }

    /** Returns the lines of the rest; the text has ended. */
    public List<StyledLine> finish(int columns) {
        var lines = new ArrayList<StyledLine>();
        if (!source.isEmpty() && source.charAt(source.length() - 1) != '\n') {
            source.append('\n');
        }
        takeCodeLines(lines);
        for (Node block = parse(source.toString()).getFirstChild(); block != null; block = block.getNext()) {
            addComplete(lines, block, columns);
        }
        source.setLength(0);
        openFence = Optional.empty();
        return lines;
    }

    private void takeCompleteLines(List<StyledLine> lines, int columns) {
        takeCodeLines(lines);
        if (openFence.isPresent()) {
            return;
        }
        int end = source.lastIndexOf("\n") + 1;
        if (end == 0) {
            return;
        }
        Node document = parse(source.substring(0, end));
        Node last = document.getLastChild();
        if (last == null) {
            return;
        }
        for (Node block = document.getFirstChild(); block != last; block = block.getNext()) {
            addComplete(lines, block, columns);
        }
        source.delete(0, start(last));
        if (last instanceof FencedCodeBlock code) {
            openFence(lines, code);
        } else if (last instanceof ListBlock list) {
            takeItems(lines, list, start(last), columns);
        }
    }

    private void openFence(List<StyledLine> lines, FencedCodeBlock code) {
        int firstLineEnd = source.indexOf("\n");
        if (code.getFenceIndent() != 0 || firstLineEnd < 0 || code.getClosingFenceLength() != null) {
            return;
        }
        String marker = code.getFenceCharacter().repeat(Math.max(3, code.getOpeningFenceLength()));
        if (anyLines) {
            lines.add(StyledLine.EMPTY);
        }
        anyLines = true;
        insideList = false;
        openFence = Optional.of(new CodeFence(marker, new CodeHighlighter(code.getInfo())));
        source.delete(0, firstLineEnd + 1);
        takeCodeLines(lines);
    }

    /** Takes the whole lines of an open code block. */
    private void takeCodeLines(List<StyledLine> lines) {
        while (openFence.isPresent()) {
            int end = source.indexOf("\n");
            if (end < 0) {
                return;
            }
            String line = source.substring(0, end);
            source.delete(0, end + 1);
            if (openFence.get().isClosedBy(line)) {
                openFence = Optional.empty();
            } else {
                List<StyledLine> code = BlockLayout.code(line, openFence.get().highlighter());
                lines.addAll(code.isEmpty() ? List.of(StyledLine.EMPTY) : code);
            }
        }
    }

    /** Takes all items of a list but the last one. */
    private void takeItems(List<StyledLine> lines, ListBlock list, int listStart, int columns) {
        Node lastItem = list.getLastChild();
        if (lastItem == null || lastItem == list.getFirstChild()) {
            return;
        }
        int lastItemStart = start(lastItem) - listStart;
        Node complete = parse(source.substring(0, lastItemStart)).getFirstChild();
        if (complete instanceof ListBlock items) {
            addComplete(lines, items, columns);
            insideList = true;
            gapInList = BlockLayout.hasGapBefore(lastItem);
            nextNumber = items instanceof OrderedList numbered ? BlockLayout.startNumber(numbered) + count(items) : 0;
            source.delete(0, lastItemStart);
        }
    }

    private static int count(Node parent) {
        int count = 0;
        for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
            count++;
        }
        return count;
    }

    private void addComplete(List<StyledLine> lines, Node block, int columns) {
        continueNumbers(block);
        anyLines = add(lines, block, columns, anyLines, continuesListDirectly(block));
        insideList = false;
    }

    /** The rest of a list whose first items are complete starts with the next number, whatever its text says. */
    private void continueNumbers(@Nullable Node block) {
        if (insideList && block instanceof OrderedList list) {
            list.setMarkerStartNumber(nextNumber);
        }
    }

    private boolean continuesListDirectly(Node block) {
        return insideList && !gapInList && block instanceof ListBlock;
    }

    private static boolean add(List<StyledLine> lines, Node block, int columns, boolean anyBefore, boolean directly) {
        List<StyledLine> text = layOut(block, columns);
        if (text.isEmpty()) {
            return anyBefore;
        }
        if (anyBefore && !directly) {
            lines.add(StyledLine.EMPTY);
        }
        lines.addAll(text);
        return true;
    }

    private static List<StyledLine> layOut(Node block, int columns) {
        try {
            return BlockLayout.lines(block, columns);
        } catch (StackOverflowError e) {
            return List.of(StyledLine.of(Style.DIM, "(text with too many levels of emphasis)"));
        }
    }

    private static Node parse(String text) {
        return PARSER.parse(text);
    }

    private static int start(Node block) {
        return block.getSourceSpans().getFirst().getInputIndex();
    }
}
