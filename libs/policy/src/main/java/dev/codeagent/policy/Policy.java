package dev.codeagent.policy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.policy.RuleMatcher.Match;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * Decides with the rules of all files together: deny wins over ask, and ask wins over allow. If no rule matches, the
 * strictest default of the files applies, then the built-in decision. A call that cannot be parsed is denied.
 */
public final class Policy {
    private final List<PolicyFile> files;

    public Policy(List<PolicyFile> files) {
        this.files = List.copyOf(files);
    }

    /** Returns the decision about a call. */
    public PolicyDecision decide(PolicyRequest request, PolicyContext context) {
        Optional<PolicyFile> unreadable =
                files.stream().filter(f -> !f.problem().isEmpty()).findFirst();
        if (unreadable.isPresent()) {
            return new PolicyDecision(
                    PolicyAction.DENY,
                    unreadable.get().source() + "/unreadable",
                    "the rules of the " + unreadable.get().source() + " can't be read, so every call is denied: "
                            + unreadable.get().problem());
        }
        if (!request.problem().isEmpty()) {
            return new PolicyDecision(PolicyAction.DENY, PolicyDecision.BUILT_IN, request.problem());
        }
        try {
            return decide(request, context, new RuleMatcher(request, context));
        } catch (AgentException e) {
            return new PolicyDecision(PolicyAction.DENY, PolicyDecision.BUILT_IN, e.getMessage());
        }
    }

    /**
     * Decides whether a model gets a secret in the result of a call, by the rules with {@code secret}; allowed if no
     * rule matches. A denied secret is replaced in the result.
     *
     * @param kind the kind of the secret
     */
    public PolicyDecision decideSecret(PolicyRequest request, PolicyContext context, String kind) {
        var globMatcher = new GlobMatcher(true);
        List<PolicyFile> matching = files.stream()
                .map(f -> f.withRules(rule ->
                        rule.secrets().stream().anyMatch(s -> globMatcher.overlap(GlobPatterns.forWords(s), kind))))
                .toList();
        try {
            var matcher = new RuleMatcher(request, context);
            return findRestricting(matching, matcher, PolicyAction.DENY)
                    .or(() -> findRestricting(matching, matcher, PolicyAction.ASK))
                    .or(() -> matcher.findAllowing(ofOperators(matching)))
                    .orElse(new PolicyDecision(
                            PolicyAction.ALLOW, PolicyDecision.BUILT_IN, "no rule is about this secret"));
        } catch (AgentException e) {
            return new PolicyDecision(PolicyAction.DENY, PolicyDecision.BUILT_IN, e.getMessage());
        }
    }

    private PolicyDecision decide(PolicyRequest request, PolicyContext context, RuleMatcher matcher) {
        List<PolicyFile> aboutCalls =
                files.stream().map(f -> f.withRules(r -> r.secrets().isEmpty())).toList();
        return findRestricting(aboutCalls, matcher, PolicyAction.DENY)
                .or(() -> findRestricting(aboutCalls, matcher, PolicyAction.ASK))
                .or(() -> matcher.findAllowing(ofOperators(aboutCalls)))
                .orElseGet(() -> decideWithoutRuleOfOperators(aboutCalls, request, context, matcher));
    }

    /** The files of a project are part of a repository: they restrict, and allow only what nobody else restricts. */
    private PolicyDecision decideWithoutRuleOfOperators(
            List<PolicyFile> aboutCalls, PolicyRequest request, PolicyContext context, RuleMatcher matcher) {
        PolicyDecision decision =
                decideByDefault(ofOperators(files)).orElseGet(() -> decideBuiltIn(request, context, matcher));
        return decision.action() == PolicyAction.ALLOW
                ? matcher.findAllowing(aboutCalls)
                        .or(() -> decideByDefault(files))
                        .orElse(decision)
                : decision;
    }

    private static List<PolicyFile> ofOperators(List<PolicyFile> files) {
        return files.stream()
                .filter(f -> !f.source().equals(PolicyFile.PROJECT))
                .toList();
    }

    private static Optional<PolicyDecision> findRestricting(
            List<PolicyFile> files, RuleMatcher matcher, PolicyAction action) {
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
        String reason = rule.reason().isEmpty() ? "the rule matches this call" : rule.reason();
        return new PolicyDecision(rule.action(), file.source() + "/" + rule.id(), reason + detail);
    }

    private static Optional<PolicyDecision> decideByDefault(List<PolicyFile> files) {
        return files.stream()
                .filter(f -> f.defaultAction().isPresent())
                .max(java.util.Comparator.comparing(f -> f.defaultAction().get()))
                .map(f -> new PolicyDecision(
                        f.defaultAction().get(),
                        f.source() + "/default",
                        "no rule matches this call, and the default of the " + f.source() + " is "
                                + f.defaultAction().get().name().toLowerCase(java.util.Locale.ROOT)));
    }

    /**
     * With isolation everything is allowed except that packages are fetched; without it calls that reach out of the
     * workspace need approval. A run above the cost threshold always needs approval.
     */
    private static PolicyDecision decideBuiltIn(PolicyRequest request, PolicyContext context, RuleMatcher matcher) {
        Optional<BigDecimal> limit = context.approvalThresholdUsd();
        if (limit.isPresent()
                && context.costUsd().isPresent()
                && matcher.isAboveCost(PolicyDecision.BUILT_IN, limit.get())) {
            return ask("the run has cost $" + context.costUsd().get().toPlainString() + ", more than $"
                    + limit.get().toPlainString());
        }
        if (!context.isolated() && !request.unclassified().isEmpty()) {
            return ask(request.unclassified());
        }
        if (!context.isolated() && !request.hosts().isEmpty()) {
            return ask("the call uses the network, and no sandbox isolates this run from the network");
        }
        if (request.tool().equals(PolicyRequest.FETCH_PACKAGES)) {
            return ask("the call fetches packages from " + String.join(", ", request.hosts())
                    + ", and commands of this run can then run their code");
        }
        Optional<String> outside = context.isolated() ? Optional.empty() : matcher.findWriteOutsideWorkspace();
        return outside.map(file ->
                        ask("the call writes " + file + ", which is outside the workspace, and no sandbox prevents it"))
                .orElseGet(() ->
                        new PolicyDecision(PolicyAction.ALLOW, PolicyDecision.BUILT_IN, "no rule matches this call"));
    }

    private static PolicyDecision ask(String reason) {
        return new PolicyDecision(PolicyAction.ASK, PolicyDecision.BUILT_IN, reason);
    }
}
