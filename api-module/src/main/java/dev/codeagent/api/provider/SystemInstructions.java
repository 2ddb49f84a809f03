package dev.codeagent.api.provider;

/** The instructions of the system, which precede the conversation; empty for none. */
public record SystemInstructions(String text) {}
