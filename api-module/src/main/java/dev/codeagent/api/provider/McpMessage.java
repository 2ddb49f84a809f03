package dev.codeagent.api.provider;

import java.util.List;
import java.util.Map;

/**
 * A request to a model, independent of a provider's wire.
 *
 * @param id identifies the request in logs and recordings
 * @param type {@code tool_use} if the model may call tools, else {@code completion}
 * @param metadata facts about the request for accounting and logs: run, project, agent, caller; not sent to the provider
 * @param instructions the instructions of the system
 */
public record McpMessage(
        String id,
        String type,
        Map<String, String> metadata,
        SegmentedContext context,
        List<McpTool> tools,
        SystemInstructions instructions) {
    public McpMessage {
        metadata = Map.copyOf(metadata);
        tools = List.copyOf(tools);
    }

    /** A request without metadata. */
    public static McpMessage of(SystemInstructions instructions, SegmentedContext context, List<McpTool> tools) {
        return new McpMessage("", tools.isEmpty() ? "completion" : "tool_use", Map.of(), context, tools, instructions);
    }

    public McpMessage withContext(SegmentedContext other) {
        return new McpMessage(id, type, metadata, other, tools, instructions);
    }
}
