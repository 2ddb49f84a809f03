package dev.codeagent.client.api;

/** A file after it was written. */
public record WrittenFile(String path, long bytes, String etag) {}
