package dev.codeagent.agents;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.tools.ServerTools;
import dev.codeagent.tools.ToolCall;
import dev.codeagent.tools.ToolRegistry;
import dev.codeagent.tools.ToolResult;
import dev.codeagent.tools.ToolSpec;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Tool calls made in the run's sandbox, which is opened at the first that needs it, or beside it by the server. */
public final class SandboxTools implements ToolDesk {
    private final Supplier<Sandbox> sandbox;
    private final ServerTools beside;

    public SandboxTools(Supplier<Sandbox> sandbox, ServerTools beside) {
        this.sandbox = sandbox;
        this.beside = beside;
    }

    @Override
    public RunEvent.ToolFinished run(RunEvent.ToolCalled call, List<ToolSpec> allowed) {
        long start = System.nanoTime();
        ToolResult result = result(call, allowed);
        return new RunEvent.ToolFinished(
                call.step(),
                call.call(),
                call.tool(),
                result.outcome().name().toLowerCase(Locale.ROOT),
                result.text(),
                (System.nanoTime() - start) / 1_000_000);
    }

    private ToolResult result(RunEvent.ToolCalled call, List<ToolSpec> allowed) {
        Optional<ToolSpec> tool =
                allowed.stream().filter(t -> t.name().equals(call.tool())).findFirst();
        if (tool.isEmpty()) {
            return refusal("no tool '" + call.tool() + "'; you have "
                    + String.join(", ", allowed.stream().map(ToolSpec::name).toList()));
        }
        JsonObject arguments;
        try (var reader = Json.createReader(new StringReader(call.arguments().isBlank() ? "{}" : call.arguments()))) {
            arguments = reader.readObject();
        } catch (JsonException e) {
            return refusal("the arguments are not a JSON object: " + e.getMessage());
        }
        Optional<String> problem = ToolRegistry.problem(tool.get(), arguments);
        if (problem.isPresent()) {
            return refusal(problem.get());
        }
        try {
            var made = new ToolCall(tool.get().mutating() ? call.call() : "", call.tool(), arguments);
            return beside.does(call.tool()) ? beside.call(made) : sandbox.get().call(made);
        } catch (AgentException e) {
            if (e.code() == ErrorCode.TOOL_TIMEOUT) {
                return refusal(e.getMessage());
            }
            throw e;
        }
    }

    private static ToolResult refusal(String text) {
        return new ToolResult(ToolResult.Outcome.ERROR, text, JsonObject.EMPTY_JSON_OBJECT);
    }
}
