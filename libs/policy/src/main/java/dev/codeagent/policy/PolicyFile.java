package dev.codeagent.policy;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The rules of one source.
 *
 * @param source the owner of the rules: server, team or project
 * @param defaultAction the action for calls that no rule matches; empty for the built-in decision
 * @param problem why the file can't be used, so that everything is denied; empty if it is valid
 */
public record PolicyFile(String source, List<PolicyRule> rules, Optional<PolicyAction> defaultAction, String problem) {
    /** The source of the file in a repository, which its author may write, not only an operator of the server. */
    public static final String PROJECT = "project";

    public PolicyFile {
        rules = List.copyOf(rules);
    }

    public static PolicyFile of(String source, List<PolicyRule> rules) {
        return new PolicyFile(source, rules, Optional.empty(), "");
    }

    /** The same file with some of its rules. */
    PolicyFile withRules(Predicate<PolicyRule> selected) {
        return new PolicyFile(source, rules.stream().filter(selected).toList(), defaultAction, problem);
    }

    /** A file that denies everything, because its rules are unknown. */
    public static PolicyFile denyAll(String source, String problem) {
        return new PolicyFile(source, List.of(), Optional.empty(), problem);
    }
}
