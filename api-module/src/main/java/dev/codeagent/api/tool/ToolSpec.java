package dev.codeagent.api.tool;

import jakarta.json.JsonObject;

/**
 * A tool as it is described to a model.
 *
 * @param schema the JSON schema of the arguments
 * @param mutating whether a call may change the workspace, so that its intent is journaled before the call
 */
public record ToolSpec(String name, String description, JsonObject schema, boolean mutating) {}
