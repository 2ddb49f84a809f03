package dev.codeagent.providers.toolcalls;

import java.util.ArrayList;
import java.util.List;

/** The fenced code blocks of a Markdown text. */
final class MarkdownCode {
    private static final String FENCE = "```";
    private static final int MAX_INDENT = 3;

    private final String text;
    private final List<Block> blocks = new ArrayList<>();

    /**
     * A fenced block.
     *
     * @param start the index of the line with the opening fence
     * @param end the index after the line with the closing fence
     * @param content what is between these lines
     * @param closed whether there is a closing fence
     */
    record Block(int start, int end, String content, boolean closed) {}

    MarkdownCode(String text) {
        this.text = text;
        int open = -1;
        int contentStart = 0;
        for (int line = 0; line < text.length(); ) {
            int newline = text.indexOf('\n', line);
            int next = newline < 0 ? text.length() : newline + 1;
            String content = text.substring(line, next).strip();
            if (open < 0 && content.startsWith(FENCE)) {
                open = line;
                contentStart = next;
            } else if (open >= 0 && content.equals(FENCE)) {
                blocks.add(new Block(open, next, text.substring(contentStart, line), true));
                open = -1;
            }
            line = next;
        }
        if (open >= 0) {
            blocks.add(new Block(open, text.length(), text.substring(contentStart), false));
        }
    }

    List<Block> blocks() {
        return blocks;
    }

    /** Whether the index is the first character of its line, except white space, outside of code and quotations. */
    boolean startsLine(int index) {
        int indent = index;
        while (indent > 0 && index - indent < MAX_INDENT && isIndent(text.charAt(indent - 1))) {
            indent--;
        }
        boolean first = indent == 0 || text.charAt(indent - 1) == '\n';
        return first && !isInBlock(index);
    }

    private static boolean isIndent(char c) {
        return Character.isWhitespace(c) && c != '\n' && c != '\t';
    }

    /** The blocks are in order. */
    private boolean isInBlock(int index) {
        int low = 0;
        int high = blocks.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (blocks.get(middle).end() <= index) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < blocks.size() && blocks.get(low).start() <= index;
    }
}
