package dev.codeagent.policy;

import java.util.List;
import java.util.Optional;

/**
 * Rules from one place.
 *
 * @param source who made them: server, team or project
 * @param defaultAction what becomes of calls that no rule speaks of; empty: what the system does by itself
 * @param problem why it can't be used, so that everything is denied; empty where it can
 */
public record PolicyFile(String source, List<PolicyRule> rules, Optional<PolicyAction> defaultAction, String problem) {
    public PolicyFile {
        rules = List.copyOf(rules);
    }

    public static PolicyFile of(String source, List<PolicyRule> rules) {
        return new PolicyFile(source, rules, Optional.empty(), "");
    }

    /** Denies everything, because its rules are not known. */
    public static PolicyFile denyAll(String source, String problem) {
        return new PolicyFile(source, List.of(), Optional.empty(), problem);
    }
}
