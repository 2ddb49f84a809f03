package dev.codeagent.api.chat;

/** A tool call that a model requests; {@code arguments} is the model's text and may not be valid JSON. */
public record ToolCallRequest(String id, String name, String arguments) {}
