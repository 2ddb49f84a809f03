package dev.codeagent.policy;

import dev.codeagent.policy.RuleMatcher.Match;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * Decides by the rules of all files together: a rule that denies wins over one that asks, that over one that allows;
 * where none speaks, the files' own defaults, the strictest first, and then what the system does by itself. Whatever can't
 * be read is denied.
 */
public final class Policy {
    private final List<PolicyFile> files;

    public Policy(List<PolicyFile> files) {
        this.files = List.copyOf(files);
    }

    /** What becomes of a call. */
    public PolicyDecision decide(PolicyRequest request, PolicyContext context) {
        Optional<PolicyFile> unreadable =
                files.stream().filter(f -> !f.problem().isEmpty()).findFirst();
        if (unreadable.isPresent()) {
            return new PolicyDecision(
                    PolicyAction.DENY,
                    unreadable.get().source() + "/unreadable",
                    "the rules of the " + unreadable.get().source() + " can't be read, so nothing is allowed: "
                            + unreadable.get().problem());
        }
        if (!request.problem().isEmpty()) {
            return new PolicyDecision(
                    PolicyAction.DENY,
                    PolicyDecision.BUILT_IN,
                    request.problem() + "; what can't be read is not run, write it simpler");
        }
        var matcher = new RuleMatcher(request, context);
        return findRestricting(matcher, PolicyAction.DENY)
                .or(() -> findRestricting(matcher, PolicyAction.ASK))
                .or(() -> matcher.findAllowing(files))
                .or(this::decideByDefault)
                .orElseGet(() -> decideBuiltIn(request, context, matcher));
    }

    private Optional<PolicyDecision> findRestricting(RuleMatcher matcher, PolicyAction action) {
        for (PolicyFile file : files) {
            for (PolicyRule rule : file.rules()) {
                if (rule.action() == action) {
                    Match match = matcher.mayMatch(rule, file.source() + "/" + rule.id());
                    if (match.matches()) {
                        return Optional.of(decision(file, rule, match));
                    }
                }
            }
        }
        return Optional.empty();
    }

    static PolicyDecision decision(PolicyFile file, PolicyRule rule, Match match) {
        String detail = match.detail().isEmpty() ? "" : " (" + match.detail() + ")";
        String reason = rule.reason().isEmpty() ? "the rule speaks of this call" : rule.reason();
        return new PolicyDecision(rule.action(), file.source() + "/" + rule.id(), reason + detail);
    }

    private Optional<PolicyDecision> decideByDefault() {
        return files.stream()
                .filter(f -> f.defaultAction().isPresent())
                .max(java.util.Comparator.comparing(f -> f.defaultAction().get()))
                .map(f -> new PolicyDecision(
                        f.defaultAction().get(),
                        f.source() + "/default",
                        "no rule speaks of this call, and the default of the " + f.source() + " is "
                                + f.defaultAction().get().name().toLowerCase(java.util.Locale.ROOT)));
    }

    /** In walls everything; without them not what leaves the workspace; and nothing dear without a question. */
    private static PolicyDecision decideBuiltIn(PolicyRequest request, PolicyContext context, RuleMatcher matcher) {
        Optional<BigDecimal> limit = context.approvalThresholdUsd();
        if (limit.isPresent()
                && context.costUsd().isPresent()
                && matcher.isAboveCost(PolicyDecision.BUILT_IN, limit.get())) {
            return ask("the run has cost $" + context.costUsd().get().toPlainString() + ", more than $"
                    + limit.get().toPlainString());
        }
        if (!context.isolated() && !request.hosts().isEmpty()) {
            return ask("the call reaches the network, and no sandbox keeps it from that");
        }
        Optional<String> outside = context.isolated() ? Optional.empty() : matcher.findWriteOutsideWorkspace();
        return outside.map(file -> ask(
                        "the call writes " + file + ", outside of the workspace, and no sandbox keeps it from that"))
                .orElseGet(() ->
                        new PolicyDecision(PolicyAction.ALLOW, PolicyDecision.BUILT_IN, "no rule speaks of this call"));
    }

    private static PolicyDecision ask(String reason) {
        return new PolicyDecision(PolicyAction.ASK, PolicyDecision.BUILT_IN, reason);
    }
}
