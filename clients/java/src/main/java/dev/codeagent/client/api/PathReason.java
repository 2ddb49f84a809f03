package dev.codeagent.client.api;

/** A path that was left as it is, and why. */
public record PathReason(String path, String reason) {}
