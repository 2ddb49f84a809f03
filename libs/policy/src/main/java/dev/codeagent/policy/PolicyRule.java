package dev.codeagent.policy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * A rule. Each list contains alternatives; an empty list is no condition. All conditions must hold.
 *
 * @param id unique in its file
 * @param tools globs for the name of the tool
 * @param commands programs with words, see {@link CommandPattern}
 * @param paths globs for files, relative to the workspace or absolute
 * @param access the kind of access to the paths
 * @param networks globs for hosts
 * @param variables globs for the names of environment variables that the call sets
 * @param secrets globs for kinds of secrets in the result of the call; such a rule decides what of the result a model gets
 * @param costAbove the cost of the run so far, in US dollars, above which the rule applies
 * @param reason shown to the model and to the user who approves
 */
public record PolicyRule(
        String id,
        PolicyAction action,
        List<String> tools,
        List<String> commands,
        List<String> paths,
        Access access,
        List<String> networks,
        List<String> variables,
        List<String> secrets,
        Optional<BigDecimal> costAbove,
        String reason) {
    public PolicyRule {
        tools = List.copyOf(tools);
        commands = List.copyOf(commands);
        paths = List.copyOf(paths);
        networks = List.copyOf(networks);
        variables = List.copyOf(variables);
        secrets = List.copyOf(secrets);
        boolean bare = tools.isEmpty()
                && commands.isEmpty()
                && paths.isEmpty()
                && networks.isEmpty()
                && variables.isEmpty()
                && secrets.isEmpty();
        if (bare && costAbove.isEmpty()) {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE,
                    "rule '" + id + "' has no condition; use \"tool\": \"*\" to match every call");
        }
        if (action == PolicyAction.ALLOW && costAbove.isPresent()) {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE,
                    "rule '" + id + "': 'costAbove' can't be used with allow; use ask or deny");
        }
        commands.forEach(CommandPattern::parse);
    }

    /** Whether the cost is the only condition. */
    boolean hasOnlyCostCondition() {
        return costAbove.isPresent() && commands.isEmpty() && paths.isEmpty() && networks.isEmpty();
    }
}
