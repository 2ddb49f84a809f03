package dev.codeagent.tools;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.tool.ToolSpec;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The names of all tools that a run can have; models call others too. They are read when the first is asked for. */
public final class ToolNames {
    private volatile @Nullable Set<String> names;

    public Set<String> all() {
        Set<String> known = names;
        if (known == null) {
            var registry = new ToolRegistry().withDockerTools().withPackageTools();
            known = Arrays.stream(AgentName.values())
                    .flatMap(agent -> registry.forAgent(agent).stream())
                    .map(ToolSpec::name)
                    .collect(Collectors.toUnmodifiableSet());
            names = known;
        }
        return known;
    }
}
