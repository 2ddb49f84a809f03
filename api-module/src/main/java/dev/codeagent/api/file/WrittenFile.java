package dev.codeagent.api.file;

/**
 * A file after it was written.
 *
 * @param etag changes with the content
 */
public record WrittenFile(String path, long bytes, String etag) {}
