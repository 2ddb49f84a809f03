package dev.codeagent.containers;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.tool.ServerTools;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import java.util.Set;
import java.util.function.Supplier;

/** The Docker tools of one run. */
final class DockerTools implements ServerTools {
    /** Calls whose outcome cannot be seen from the container or its files. */
    private static final Set<String> NOT_REPEATABLE = Set.of("docker_exec", "docker_restart");
    /** Errors that end or pause the run instead of becoming a result. */
    private static final Set<ErrorCode> RUN_ENDING_ERRORS =
            Set.of(ErrorCode.CANCELLED, ErrorCode.APPROVAL_NEEDED, ErrorCode.STORAGE_FAILED, ErrorCode.STORAGE_FULL);

    private final RunId run;
    private final StartedCallStore startedCalls;
    private final Supplier<Handlers> handlers;

    /** The handlers of the calls. */
    record Handlers(ContainerToolHandler containers, ComposeToolHandler compose) {}

    /** @param handlers called for each tool call, because the client of the engine is created at the first one */
    DockerTools(RunId run, StartedCallStore startedCalls, Supplier<Handlers> handlers) {
        this.run = run;
        this.startedCalls = startedCalls;
        this.handlers = handlers;
    }

    @Override
    public boolean supports(String tool) {
        return tool.startsWith("docker_");
    }

    @Override
    public ToolResult call(ToolCall call) {
        try {
            boolean repeated = !call.id().isEmpty() && startedCalls.markStarted(run, call.id());
            return repeated && NOT_REPEATABLE.contains(call.tool()) ? ToolResults.unknown() : execute(call, repeated);
        } catch (AgentException e) {
            if (RUN_ENDING_ERRORS.contains(e.code())) {
                throw e;
            }
            return ToolResults.error(e.getMessage());
        }
    }

    private ToolResult execute(ToolCall call, boolean repeated) {
        var arguments = new DockerToolArguments(call.arguments());
        ContainerToolHandler containers = handlers.get().containers();
        ComposeToolHandler compose = handlers.get().compose();
        return switch (call.tool()) {
            case "docker_list" -> containers.list();
            case "docker_images" -> containers.images();
            case "docker_create" -> containers.create(arguments, call.id());
            case "docker_start" -> containers.start(arguments);
            case "docker_stop" -> containers.stop(arguments);
            case "docker_restart" -> containers.restart(arguments);
            case "docker_remove" -> containers.remove(arguments, repeated);
            case "docker_inspect" -> containers.inspect(arguments);
            case "docker_logs" -> containers.logs(arguments);
            case "docker_exec" -> containers.exec(arguments, call.id());
            case "docker_compose_up" -> compose.up(arguments, call.id());
            case "docker_compose_down" -> compose.down(arguments);
            case "docker_compose_ps" -> compose.ps(arguments);
            default -> throw new AgentException(ErrorCode.INTERNAL, "no handler for the tool " + call.tool());
        };
    }
}
