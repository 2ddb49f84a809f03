package dev.codeagent.client.api;

/** A file that a user attached to a prompt; {@code digest} is SHA-256 of its content. */
public record Attachment(String id, String name, String mediaType, long bytes, String digest) {}
