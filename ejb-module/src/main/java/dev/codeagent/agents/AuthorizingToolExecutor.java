package dev.codeagent.agents;

import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.tool.ToolSpec;
import java.util.List;
import java.util.Optional;

/** Makes the calls that a guard lets pass; the model reads why another was not made. */
public record AuthorizingToolExecutor(ToolCallExecutor executor, ToolCallAuthorizer authorizer)
        implements ToolCallExecutor {

    @Override
    public RunEvent.ToolFinished execute(RunEvent.ToolCalled call, List<ToolSpec> allowed) {
        boolean known = allowed.stream().anyMatch(t -> t.name().equals(call.tool()));
        Optional<String> denialReason = known ? authorizer.denialReason(call) : Optional.empty();
        return denialReason
                .map(reason -> new RunEvent.ToolFinished(call.step(), call.call(), call.tool(), "denied", reason, 0))
                .orElseGet(() -> executor.execute(call, allowed));
    }
}
