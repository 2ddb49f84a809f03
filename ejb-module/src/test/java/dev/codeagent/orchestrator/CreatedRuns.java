package dev.codeagent.orchestrator;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.run.RunEvent;
import java.util.List;
import java.util.Optional;

/** The first events of runs in tests. */
final class CreatedRuns {
    private CreatedRuns() {}

    /** A run of the coding agent in the session {@code s-1}. */
    static RunEvent.Created code() {
        return code("s-1", false);
    }

    static RunEvent.Created code(String session, boolean headless) {
        return new RunEvent.Created(
                "p-1",
                session,
                "local",
                "/code",
                List.of(),
                "x",
                List.of(AgentName.CODING),
                "",
                headless,
                false,
                "",
                Optional.empty(),
                Optional.empty());
    }
}
