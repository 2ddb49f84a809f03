package dev.codeagent.api.tool;

import jakarta.json.JsonObject;

/**
 * A call of a tool.
 *
 * @param id unique in its workspace and journaled before the call; the executor stores the result under this id
 */
public record ToolCall(String id, String tool, JsonObject arguments) {}
