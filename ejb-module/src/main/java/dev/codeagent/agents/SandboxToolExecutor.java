package dev.codeagent.agents;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.tool.ServerTools;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.api.tool.ToolSpec;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.tools.ToolRegistry;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Tool calls made in the run's sandbox, which is opened at the first that needs it, or beside it by the server. */
public final class SandboxToolExecutor implements ToolCallExecutor {
    private final Supplier<Sandbox> sandbox;
    private final ServerTools serverTools;

    public SandboxToolExecutor(Supplier<Sandbox> sandbox, ServerTools serverTools) {
        this.sandbox = sandbox;
        this.serverTools = serverTools;
    }

    @Override
    public RunEvent.ToolFinished execute(RunEvent.ToolCalled call, List<ToolSpec> allowed) {
        long start = System.nanoTime();
        ToolResult result = callTool(call, allowed);
        return new RunEvent.ToolFinished(
                call.step(),
                call.call(),
                call.tool(),
                result.outcome().name().toLowerCase(Locale.ROOT),
                result.text(),
                (System.nanoTime() - start) / 1_000_000);
    }

    private ToolResult callTool(RunEvent.ToolCalled call, List<ToolSpec> allowed) {
        Optional<ToolSpec> tool =
                allowed.stream().filter(t -> t.name().equals(call.tool())).findFirst();
        if (tool.isEmpty()) {
            return errorResult("no tool '" + call.tool() + "'; you have "
                    + String.join(", ", allowed.stream().map(ToolSpec::name).toList()));
        }
        JsonObject arguments;
        try (var reader = Json.createReader(new StringReader(call.arguments().isBlank() ? "{}" : call.arguments()))) {
            arguments = reader.readObject();
        } catch (JsonException e) {
            return errorResult("the arguments are not a JSON object: " + e.getMessage());
        }
        Optional<String> problem = ToolRegistry.findArgumentError(tool.get(), arguments);
        if (problem.isPresent()) {
            return errorResult(problem.get());
        }
        try {
            var toolCall = new ToolCall(tool.get().mutating() ? call.call() : "", call.tool(), arguments);
            return serverTools.supports(call.tool())
                    ? serverTools.call(toolCall)
                    : sandbox.get().call(toolCall);
        } catch (AgentException e) {
            if (e.code() == ErrorCode.TOOL_TIMEOUT) {
                return errorResult(e.getMessage());
            }
            throw e;
        }
    }

    private static ToolResult errorResult(String text) {
        return new ToolResult(ToolResult.Outcome.ERROR, text, JsonObject.EMPTY_JSON_OBJECT);
    }
}
