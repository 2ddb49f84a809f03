package dev.codeagent.agents;

import dev.codeagent.api.run.RunEvent;
import dev.codeagent.tools.ToolSpec;
import java.util.List;
import java.util.Optional;

/** Makes the calls that a guard lets pass; the model reads why another was not made. */
public record GuardedTools(ToolDesk desk, Guard guard) implements ToolDesk {

    @Override
    public RunEvent.ToolFinished run(RunEvent.ToolCalled call, List<ToolSpec> allowed) {
        boolean known = allowed.stream().anyMatch(t -> t.name().equals(call.tool()));
        Optional<String> refusal = known ? guard.refusal(call) : Optional.empty();
        return refusal.map(
                        reason -> new RunEvent.ToolFinished(call.step(), call.call(), call.tool(), "denied", reason, 0))
                .orElseGet(() -> desk.run(call, allowed));
    }
}
