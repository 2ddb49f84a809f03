package dev.codeagent.client.api;

/** A path that was reverted, and what the undo did to it. */
public record UndonePath(String path, String how) {}
