package dev.codeagent.policy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * One rule. Each list names alternatives; an empty one is no condition, and all conditions must hold.
 *
 * @param id names it in its file
 * @param tools globs over the tool's name
 * @param commands program and words, see {@link CommandPattern}
 * @param paths globs over files, relative to the workspace or absolute
 * @param access which uses of the paths are meant
 * @param networks globs over hosts
 * @param costAbove what the run must have cost so far, in US dollars
 * @param reason told to the model and to those who are asked
 */
public record PolicyRule(
        String id,
        PolicyAction action,
        List<String> tools,
        List<String> commands,
        List<String> paths,
        Access access,
        List<String> networks,
        Optional<BigDecimal> costAbove,
        String reason) {
    public PolicyRule {
        tools = List.copyOf(tools);
        commands = List.copyOf(commands);
        paths = List.copyOf(paths);
        networks = List.copyOf(networks);
        boolean bare = tools.isEmpty() && commands.isEmpty() && paths.isEmpty() && networks.isEmpty();
        if (bare && costAbove.isEmpty()) {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE,
                    "rule '" + id + "' has no condition; write \"tool\": \"*\" where it is about every call");
        }
        if (action == PolicyAction.ALLOW && costAbove.isPresent()) {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE, "rule '" + id + "' allows above a cost; such rules can ask or deny only");
        }
        commands.forEach(CommandPattern::parse);
    }

    /** Whether it is about nothing but the cost. */
    boolean hasOnlyCostCondition() {
        return costAbove.isPresent() && commands.isEmpty() && paths.isEmpty() && networks.isEmpty();
    }
}
