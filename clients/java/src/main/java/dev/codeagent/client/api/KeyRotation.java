package dev.codeagent.client.api;

/** The number of keys that were encrypted again. */
public record KeyRotation(int credentials) {}
