package dev.codeagent.policy;

import dev.codeagent.policy.PolicyRequest.FileReference;
import dev.codeagent.policy.shell.ShellCommand;
import dev.codeagent.policy.shell.ShellScript;
import dev.codeagent.policy.shell.ShellWord;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Matches rules against one call. In case of doubt rules that deny or ask match, and rules that allow do not. */
final class RuleMatcher {
    private static final int MAX_SHOWN = 120;

    private final PolicyRequest request;
    private final PolicyContext context;
    private final PathResolver pathResolver;
    private final GlobMatcher globMatcher;
    private final PathMatcher pathMatcher;

    /** Whether a rule matches the call, and which part of it. */
    record Match(boolean matches, String detail) {
        static final Match NONE = new Match(false, "");
    }

    RuleMatcher(PolicyRequest request, PolicyContext context) {
        this.request = request;
        this.context = context;
        this.globMatcher = new GlobMatcher(context.caseSensitive());
        this.pathResolver = new PathResolver(
                context.roots(),
                request.directories(),
                request.script().stream().toList());
        this.pathMatcher = new PathMatcher(request, pathResolver, globMatcher);
    }

    /** For rules that deny or ask. {@code name} is the rule's id with its source. */
    Match mayMatch(PolicyRule rule, String name) {
        if (!matchesTool(rule)
                || rule.costAbove().isPresent()
                        && !isAboveCost(name, rule.costAbove().get())) {
            return Match.NONE;
        }
        boolean narrow = !rule.commands().isEmpty()
                || !rule.paths().isEmpty()
                || !rule.networks().isEmpty()
                || !rule.variables().isEmpty();
        if (narrow && !request.unclassified().isEmpty()) {
            return new Match(true, request.unclassified());
        }
        var details = new ArrayList<String>();
        boolean all = meetsCondition(rule.commands().isEmpty(), details, findCommand(rule))
                && meetsCondition(rule.paths().isEmpty(), details, findPath(rule))
                && meetsCondition(rule.networks().isEmpty(), details, findHost(rule))
                && meetsCondition(rule.variables().isEmpty(), details, findVariable(rule));
        return all ? new Match(true, String.join(", ", details)) : Match.NONE;
    }

    private static boolean meetsCondition(boolean noCondition, List<String> details, Optional<String> found) {
        found.filter(f -> !noCondition).ifPresent(details::add);
        return noCondition || found.isPresent();
    }

    private boolean matchesTool(PolicyRule rule) {
        return rule.tools().isEmpty()
                || rule.tools().stream()
                        .anyMatch(t -> globMatcher.overlap(GlobPatterns.forWords(t), request.tool(), true));
    }

    /** Each approval raises the limit by its initial value; an unknown cost counts as above the limit. */
    boolean isAboveCost(String rule, BigDecimal limit) {
        int approvals = context.costApprovals().getOrDefault(rule, 0);
        return context.costUsd()
                .map(cost -> cost.compareTo(limit.multiply(BigDecimal.valueOf(approvals + 1L))) > 0)
                .orElse(approvals == 0);
    }

    private Stream<ShellCommand> commands() {
        return request.script().map(ShellScript::commands).stream().flatMap(List::stream);
    }

    private Optional<String> findCommand(PolicyRule rule) {
        List<CommandPattern> patterns =
                rule.commands().stream().map(CommandPattern::parse).toList();
        return commands()
                .filter(c -> patterns.stream().anyMatch(p -> p.mayMatch(c, globMatcher)))
                .findFirst()
                .map(c -> c.kind() == ShellCommand.Kind.UNKNOWN
                        ? "what '" + truncate(c.displayText())
                                + "' runs is known only when it runs; write the command literally"
                        : "'" + truncate(c.displayText()) + "'");
    }

    private Optional<String> findPath(PolicyRule rule) {
        return pathMatcher
                .find(rule)
                .map(path -> path.isKnown()
                        ? "'" + truncate(path.displayText()) + "'"
                        : "'" + truncate(path.displayText()) + "' may be such a file; write the path literally");
    }

    private Optional<String> findHost(PolicyRule rule) {
        return request.hosts().stream()
                .filter(h ->
                        rule.networks().stream().anyMatch(n -> globMatcher.overlap(GlobPatterns.forWords(n), h, false)))
                .findFirst()
                .map(h -> "host " + new ShellWord(h, true).displayText());
    }

    private Optional<String> findVariable(PolicyRule rule) {
        return request.variables().stream()
                .filter(v ->
                        rule.variables().stream().anyMatch(p -> globMatcher.overlap(GlobPatterns.forWords(p), v, true)))
                .findFirst()
                .map(v -> "the variable " + truncate(new ShellWord(v, true).displayText()));
    }

    /**
     * Returns the decision of the first rule that allows a part, if the allowing rules together cover the whole call.
     */
    Optional<PolicyDecision> findAllowing(List<PolicyFile> files) {
        if (!request.unclassified().isEmpty()) {
            return Optional.empty();
        }
        var decisions = new ArrayList<PolicyDecision>();
        var rules = new ArrayList<PolicyRule>();
        for (PolicyFile file : files) {
            for (PolicyRule rule : file.rules()) {
                if (rule.action() == PolicyAction.ALLOW && matchesTool(rule) && coversHosts(rule)) {
                    rules.add(rule);
                    decisions.add(Policy.decision(file, rule, Match.NONE));
                }
            }
        }
        for (int i = 0; i < rules.size(); i++) {
            if (covers(rules.get(i)) || i == 0 && coverTogether(rules)) {
                return Optional.of(decisions.get(i));
            }
        }
        return Optional.empty();
    }

    private boolean coversHosts(PolicyRule rule) {
        return rule.networks().isEmpty()
                || !request.hosts().isEmpty()
                        && request.hosts().stream()
                                .allMatch(h -> ShellWord.of(h).isKnown()
                                        && rule.networks().stream()
                                                .anyMatch(
                                                        n -> globMatcher.overlap(GlobPatterns.forWords(n), h, false)));
    }

    private boolean covers(PolicyRule rule) {
        boolean commands = rule.commands().isEmpty() || coversCommands(List.of(rule));
        boolean variables = rule.variables().isEmpty() || coversVariables(rule);
        boolean paths = rule.paths().isEmpty()
                || !request.files().isEmpty() && request.script().isEmpty() && coversPaths(rule);
        return commands && variables && paths;
    }

    private boolean coversVariables(PolicyRule rule) {
        return !request.variables().isEmpty()
                && request.variables().stream()
                        .allMatch(v -> rule.variables().stream()
                                .anyMatch(p -> globMatcher.overlap(GlobPatterns.forWords(p), v, true)));
    }

    /** Several rules together may allow the commands of a chain. */
    private boolean coverTogether(List<PolicyRule> rules) {
        return coversCommands(rules.stream()
                .filter(r -> !r.commands().isEmpty()
                        && r.paths().isEmpty()
                        && (r.variables().isEmpty() || coversVariables(r)))
                .toList());
    }

    private boolean coversCommands(List<PolicyRule> rules) {
        List<CommandPattern> patterns = rules.stream()
                .flatMap(r -> r.commands().stream())
                .map(CommandPattern::parse)
                .toList();
        boolean files = request.files().stream()
                .filter(FileReference::certain)
                .allMatch(f -> pathResolver.isInsideWorkspace(f.path()));
        return files
                && commands().findAny().isPresent()
                && commands()
                        .filter(c -> c.kind() != ShellCommand.Kind.WRAPPER)
                        .allMatch(c -> patterns.stream().anyMatch(p -> p.certainlyMatches(c, globMatcher)));
    }

    private boolean coversPaths(PolicyRule rule) {
        List<String> patterns = rule.paths().stream()
                .flatMap(p -> GlobPatterns.forPaths(p).stream())
                .toList();
        return request.files().stream()
                .allMatch(f -> f.path().isKnown()
                        && (rule.access() == Access.ANY || rule.access() == f.access())
                        && pathResolver.resolve(f.path()).stream()
                                .allMatch(n -> patterns.stream().anyMatch(p -> globMatcher.overlap(p, n, true))));
    }

    /** Returns a file outside the workspace that the call writes or may write. */
    Optional<String> findWriteOutsideWorkspace() {
        return request.files().stream()
                .filter(f -> f.certain() && f.access() == Access.WRITE && !pathResolver.isInsideWorkspace(f.path()))
                .map(f -> "'" + truncate(f.path().displayText()) + "'")
                .findFirst();
    }

    private static String truncate(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }
}
