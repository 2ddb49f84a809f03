package dev.codeagent.api.chat;

/**
 * A tool call that a model requests.
 *
 * @param id unique in its conversation; in an answer the id that the provider gave, empty if it gave none or one twice
 * @param arguments the model's text, which may not be valid JSON
 */
public record ToolCallRequest(String id, String name, String arguments) {}
