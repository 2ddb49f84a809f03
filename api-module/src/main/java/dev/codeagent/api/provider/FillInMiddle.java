package dev.codeagent.api.provider;

/** A request for the text between a prefix and a suffix, as an editor completes code. */
public record FillInMiddle(String prefix, String suffix, int maxOutputTokens) {}
