package dev.codeagent.api.tool;

import jakarta.json.JsonObject;

/**
 * A tool as a model is told of it.
 *
 * @param schema a JSON schema of the arguments
 * @param mutating whether a call may change the workspace, so that its intent is journaled before it is made
 */
public record ToolSpec(String name, String description, JsonObject schema, boolean mutating) {}
