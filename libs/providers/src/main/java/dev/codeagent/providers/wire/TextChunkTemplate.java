package dev.codeagent.providers.wire;

import java.util.Optional;

/**
 * Reads chunks of a stream that differ from an earlier one in their text alone, as most chunks of an answer do, without
 * parsing their JSON, which costs more than all else that is done with a chunk.
 */
public final class TextChunkTemplate {
    private static final char FIRST_PRINTABLE = ' ';

    private String before = "";
    private String after = "";

    /**
     * Stores a chunk that did nothing but deliver a text, apart from what has no further effect if it is repeated.
     *
     * @param json the chunk
     * @param member the name of the member with the text
     * @param text its value
     */
    public void learn(String json, String member, String text) {
        String name = '"' + member + '"';
        int found = json.indexOf(name);
        if (found < 0 || json.indexOf(name, found + 1) >= 0) {
            return;
        }
        int colon = skipSpace(json, found + name.length());
        int start = skipSpace(json, colon + 1) + 1;
        int end = start + text.length();
        // A text with escapes has another length.
        if (end < json.length()
                && json.startsWith(text, start)
                && json.charAt(end) == '"'
                && json.charAt(start - 1) == '"') {
            before = json.substring(0, start);
            after = json.substring(end);
        }
    }

    private static int skipSpace(String json, int from) {
        int i = from;
        while (i < json.length() && json.charAt(i) == ' ') {
            i++;
        }
        return i;
    }

    /** The text of the chunk; empty if the chunk differs from the stored one in more than its text, or its text has escapes. */
    public Optional<String> read(String json) {
        int start = before.length();
        int end = json.length() - after.length();
        if (start == 0 || end < start || !json.startsWith(before) || !json.endsWith(after)) {
            return Optional.empty();
        }
        for (int i = start; i < end; i++) {
            char c = json.charAt(i);
            if (c == '"' || c == '\\' || c < FIRST_PRINTABLE) {
                return Optional.empty();
            }
        }
        return Optional.of(json.substring(start, end));
    }
}
