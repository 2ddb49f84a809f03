package dev.codeagent.api.provider;

import dev.codeagent.api.tool.ToolSpec;
import jakarta.json.JsonObject;

/**
 * A tool that a model may call, in the form of the Model Context Protocol (revision 2025-11-25, "Tools").
 *
 * @param parameters the JSON schema of the arguments
 * @param executor the program that executes the call: the executor in the sandbox, or the server
 */
public record McpTool(String name, String description, JsonObject parameters, Executor executor) {

    /** The program that executes the calls of a tool. */
    public enum Executor {
        /** The executor in the sandbox of the run. */
        SANDBOX,
        /** The server, for example over the Docker engine. */
        SERVER
    }

    public static McpTool of(ToolSpec tool) {
        return new McpTool(tool.name(), tool.description(), tool.schema(), Executor.SANDBOX);
    }
}
