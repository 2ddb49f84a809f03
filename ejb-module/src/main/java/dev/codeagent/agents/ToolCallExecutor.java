package dev.codeagent.agents;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.tool.ServerTools;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.api.tool.ToolSpec;
import dev.codeagent.providers.toolcalls.ToolArguments;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.tools.ToolRegistry;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Executes the tool calls of a run, in its sandbox or in the server, after they were authorized. */
public final class ToolCallExecutor {
    private final Supplier<Sandbox> sandbox;
    private final ServerTools serverTools;
    private final ToolCallAuthorizer authorizer;

    /** @param sandbox opens the run's sandbox at the first call that needs it */
    public ToolCallExecutor(Supplier<Sandbox> sandbox, ServerTools serverTools, ToolCallAuthorizer authorizer) {
        this.sandbox = sandbox;
        this.serverTools = serverTools;
        this.authorizer = authorizer;
    }

    /**
     * Executes a call that is in the journal. An invalid or a denied call is no exception: its result is a text for the model that
     * contains the reason.
     */
    RunEvent.ToolFinished execute(RunEvent.ToolCalled call, List<ToolSpec> allowed) {
        ToolArguments arguments = ToolArguments.read(call.arguments());
        if (arguments.isBroken()) {
            return reject(
                    call, "the arguments are not a JSON object: " + arguments.problem() + "; send the call again");
        }
        Optional<ToolSpec> tool =
                allowed.stream().filter(t -> t.name().equals(call.tool())).findFirst();
        Optional<String> denialReason = tool.flatMap(t -> authorizer.denialReason(call));
        if (denialReason.isPresent()) {
            return new RunEvent.ToolFinished(
                    call.step(), call.call(), call.tool(), RunEvent.ToolFinished.Outcome.DENIED, denialReason.get(), 0);
        }
        long start = System.nanoTime();
        ToolResult result = tool.map(t -> callTool(call, t))
                .orElseGet(() -> errorResult("no tool '" + call.tool() + "'; you have "
                        + String.join(", ", allowed.stream().map(ToolSpec::name).toList())));
        return new RunEvent.ToolFinished(
                call.step(),
                call.call(),
                call.tool(),
                RunEvent.ToolFinished.Outcome.of(result.outcome()),
                authorizer.reviewResult(call, result.text()),
                (System.nanoTime() - start) / 1_000_000);
    }

    /** The result of a call that is not executed, for the given reason. */
    static RunEvent.ToolFinished reject(RunEvent.ToolCalled call, String reason) {
        return new RunEvent.ToolFinished(
                call.step(), call.call(), call.tool(), RunEvent.ToolFinished.Outcome.ERROR, reason, 0);
    }

    /** The text of a prompt as the model may get it. */
    String reviewPrompt(String step, String text) {
        return authorizer.reviewPrompt(step, text);
    }

    private ToolResult callTool(RunEvent.ToolCalled call, ToolSpec tool) {
        JsonObject arguments;
        try {
            arguments = BoundedJson.readObject(ToolArguments.forReplay(call.arguments()), BoundedJson.Limits.MESSAGE);
        } catch (AgentException e) {
            return errorResult("the arguments are " + e.getMessage());
        }
        Optional<String> problem = ToolRegistry.findArgumentError(tool, arguments);
        if (problem.isPresent()) {
            return errorResult(problem.get());
        }
        try {
            var toolCall = new ToolCall(tool.mutating() ? call.call() : "", call.tool(), arguments);
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
