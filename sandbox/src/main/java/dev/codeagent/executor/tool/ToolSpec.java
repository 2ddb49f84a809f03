package dev.codeagent.executor.tool;

import jakarta.json.JsonObject;

/** A tool as clients are told of it: name, description, and a JSON schema of its arguments. */
public record ToolSpec(String name, String description, JsonObject schema) {

    /** MCP's entry in {@code tools/list}. */
    public JsonObject json(boolean mutating) {
        return JsonText.object()
                .add("name", name)
                .add("description", description)
                .add("inputSchema", schema)
                .add("annotations", JsonText.object().add("readOnlyHint", !mutating).add("openWorldHint", false))
                .build();
    }
}
