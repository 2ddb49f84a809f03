package dev.codeagent.api.chat;

/** A model's wish to call a tool; {@code arguments} is the text that it wrote, JSON or not. */
public record ToolCallRequest(String id, String name, String arguments) {}
