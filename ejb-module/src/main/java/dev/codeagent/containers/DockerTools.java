package dev.codeagent.containers;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunId;
import dev.codeagent.tools.ServerTools;
import dev.codeagent.tools.ToolCall;
import dev.codeagent.tools.ToolResult;
import java.util.Set;
import java.util.function.Supplier;

/** The Docker tools of one run. */
final class DockerTools implements ServerTools {
    /** Neither a container nor its files tell whether these were made. */
    private static final Set<String> UNDECIDABLE = Set.of("docker_exec", "docker_restart");
    /** What ends or stops the run, and is no result. */
    private static final Set<ErrorCode> RUNS =
            Set.of(ErrorCode.CANCELLED, ErrorCode.APPROVAL_NEEDED, ErrorCode.STORAGE_FAILED, ErrorCode.STORAGE_FULL);

    private final RunId run;
    private final CallNotes notes;
    private final Supplier<Calls> calls;

    /** What the calls are made with. */
    record Calls(ContainerCalls containers, ComposeCalls compose) {}

    /** @param calls asked at each call: the engine's client is made at the first */
    DockerTools(RunId run, CallNotes notes, Supplier<Calls> calls) {
        this.run = run;
        this.notes = notes;
        this.calls = calls;
    }

    @Override
    public boolean does(String tool) {
        return tool.startsWith("docker_");
    }

    @Override
    public ToolResult call(ToolCall call) {
        try {
            boolean again = !call.id().isEmpty() && notes.begun(run, call.id());
            return again && UNDECIDABLE.contains(call.tool()) ? Answers.unknown() : make(call, again);
        } catch (AgentException e) {
            if (RUNS.contains(e.code())) {
                throw e;
            }
            return Answers.bad(e.getMessage());
        }
    }

    private ToolResult make(ToolCall call, boolean again) {
        var arguments = new Arguments(call.arguments());
        ContainerCalls containers = calls.get().containers();
        ComposeCalls compose = calls.get().compose();
        return switch (call.tool()) {
            case "docker_list" -> containers.list();
            case "docker_images" -> containers.images();
            case "docker_create" -> containers.create(arguments, call.id());
            case "docker_start" -> containers.start(arguments);
            case "docker_stop" -> containers.stop(arguments);
            case "docker_restart" -> containers.restart(arguments);
            case "docker_remove" -> containers.remove(arguments, again);
            case "docker_inspect" -> containers.inspect(arguments);
            case "docker_logs" -> containers.logs(arguments);
            case "docker_exec" -> containers.exec(arguments, call.id());
            case "docker_compose_up" -> compose.up(arguments, call.id());
            case "docker_compose_down" -> compose.down(arguments);
            case "docker_compose_ps" -> compose.ps(arguments);
            default -> throw new AgentException(ErrorCode.INTERNAL, call.tool() + " is done by nobody");
        };
    }
}
