package dev.codeagent.api.policy;

import dev.codeagent.api.policy.RuleMatch.Found;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * Decides by the rules of all files together: a rule that denies wins over one that asks, that over one that allows;
 * where none speaks, the files' own defaults, the strictest first, and then what the system does by itself. Whatever can't
 * be read is denied.
 */
public final class Policy {
    private final List<RuleFile> files;

    public Policy(List<RuleFile> files) {
        this.files = List.copyOf(files);
    }

    /** What becomes of a call. */
    public Decision decide(ToolUse use, Facts facts) {
        Optional<RuleFile> broken =
                files.stream().filter(f -> !f.problem().isEmpty()).findFirst();
        if (broken.isPresent()) {
            return new Decision(
                    Outcome.DENY,
                    broken.get().source() + "/unreadable",
                    "the rules of the " + broken.get().source() + " can't be read, so nothing is allowed: "
                            + broken.get().problem());
        }
        if (!use.problem().isEmpty()) {
            return new Decision(
                    Outcome.DENY,
                    Decision.BUILT_IN,
                    use.problem() + "; what can't be read is not run, write it simpler");
        }
        var match = new RuleMatch(use, facts);
        return broad(match, Outcome.DENY)
                .or(() -> broad(match, Outcome.ASK))
                .or(() -> match.allowing(files))
                .or(this::otherwise)
                .orElseGet(() -> builtIn(use, facts, match));
    }

    private Optional<Decision> broad(RuleMatch match, Outcome outcome) {
        for (RuleFile file : files) {
            for (Rule rule : file.rules()) {
                if (rule.outcome() == outcome) {
                    Found found = match.broad(rule, file.source() + "/" + rule.id());
                    if (found.matches()) {
                        return Optional.of(decision(file, rule, found));
                    }
                }
            }
        }
        return Optional.empty();
    }

    static Decision decision(RuleFile file, Rule rule, Found found) {
        String why = found.why().isEmpty() ? "" : " (" + found.why() + ")";
        String reason = rule.reason().isEmpty() ? "the rule speaks of this call" : rule.reason();
        return new Decision(rule.outcome(), file.source() + "/" + rule.id(), reason + why);
    }

    private Optional<Decision> otherwise() {
        return files.stream()
                .filter(f -> f.otherwise().isPresent())
                .max(java.util.Comparator.comparing(f -> f.otherwise().get()))
                .map(f -> new Decision(
                        f.otherwise().get(),
                        f.source() + "/default",
                        "no rule speaks of this call, and the default of the " + f.source() + " is "
                                + f.otherwise().get().name().toLowerCase(java.util.Locale.ROOT)));
    }

    /** In walls everything; without them not what leaves the workspace; and nothing dear without a question. */
    private static Decision builtIn(ToolUse use, Facts facts, RuleMatch match) {
        Optional<BigDecimal> limit = facts.askAboveUsd();
        if (limit.isPresent() && facts.costUsd().isPresent() && match.above(Decision.BUILT_IN, limit.get())) {
            return ask("the run has cost $" + facts.costUsd().get().toPlainString() + ", more than $"
                    + limit.get().toPlainString());
        }
        if (!facts.walls() && !use.hosts().isEmpty()) {
            return ask("the call reaches the network, and no sandbox keeps it from that");
        }
        Optional<String> outside = facts.walls() ? Optional.empty() : match.writtenOutside();
        return outside.map(file -> ask(
                        "the call writes " + file + ", outside of the workspace, and no sandbox keeps it from that"))
                .orElseGet(() -> new Decision(Outcome.ALLOW, Decision.BUILT_IN, "no rule speaks of this call"));
    }

    private static Decision ask(String reason) {
        return new Decision(Outcome.ASK, Decision.BUILT_IN, reason);
    }
}
