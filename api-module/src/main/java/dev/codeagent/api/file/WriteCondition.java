package dev.codeagent.api.file;

/**
 * What a file must be before it is written.
 *
 * @param etag its ETag; {@code *} for any existing file; empty for a file that does not exist
 */
public record WriteCondition(String etag) {
    public static final WriteCondition ABSENT = new WriteCondition("");
    public static final WriteCondition EXISTS = new WriteCondition("*");
}
