package dev.codeagent.api.policy;

import java.util.List;
import java.util.Optional;

/**
 * Rules from one place.
 *
 * @param source who made them: server, team or project
 * @param otherwise what becomes of calls that no rule speaks of; empty: what the system does by itself
 * @param problem why it can't be used, so that everything is denied; empty where it can
 */
public record RuleFile(String source, List<Rule> rules, Optional<Outcome> otherwise, String problem) {
    public RuleFile {
        rules = List.copyOf(rules);
    }

    public static RuleFile of(String source, List<Rule> rules) {
        return new RuleFile(source, rules, Optional.empty(), "");
    }

    /** Denies everything, because its rules are not known. */
    public static RuleFile broken(String source, String problem) {
        return new RuleFile(source, List.of(), Optional.empty(), problem);
    }
}
