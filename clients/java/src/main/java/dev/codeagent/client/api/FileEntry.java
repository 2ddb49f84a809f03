package dev.codeagent.client.api;

/** An entry of a directory; {@code type} is file, directory, link or repository. */
public record FileEntry(String path, String type, long bytes) {}
