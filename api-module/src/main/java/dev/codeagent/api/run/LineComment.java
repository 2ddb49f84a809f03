package dev.codeagent.api.run;

import dev.codeagent.api.error.AgentException;

/**
 * What a user says about lines of a file.
 *
 * @param line the first line, counted from 1; 0 for the whole file
 * @param endLine the last line; 0 if there is only one
 */
public record LineComment(String path, int line, int endLine, String text) {
    private static final int MAX_PATH = 4_000;
    private static final int MAX_TEXT = 10_000;

    /** @throws AgentException INVALID_VALUE if a field is empty, too long or out of range */
    public LineComment {
        if (path.isBlank() || path.length() > MAX_PATH || path.chars().anyMatch(Character::isISOControl)) {
            throw AgentException.invalidValue("field 'comments': 'path' must be the path of a file of the run");
        }
        if (line < 0 || endLine < 0 || endLine > 0 && endLine < line) {
            throw AgentException.invalidValue("field 'comments': 'line' is " + line + " and 'endLine' is " + endLine
                    + "; lines count from 1, and the last one is not before the first");
        }
        if (text.isBlank() || text.length() > MAX_TEXT) {
            throw AgentException.invalidValue(
                    "field 'comments': 'text' must have 1 to " + MAX_TEXT + " characters, has " + text.length());
        }
    }

    /** Path and lines, for example {@code src/Main.java:12-14}; without a first line only the path. */
    public String place() {
        return path + (line > 0 ? ":" + line + (endLine > line ? "-" + endLine : "") : "");
    }
}
