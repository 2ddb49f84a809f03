package dev.codeagent.api.policy;

import dev.codeagent.api.policy.ToolUse.FileUse;
import dev.codeagent.api.policy.shell.ShellCommand;
import dev.codeagent.api.policy.shell.ShellScript;
import dev.codeagent.api.policy.shell.ShellWord;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whether a rule speaks of one call: where there is a doubt, rules that deny or ask do, rules that allow do not. */
final class RuleMatch {
    private static final int SHOWN = 120;

    private final ToolUse use;
    private final Facts facts;
    private final Places places;

    /** Whether a rule speaks of the call, and by what in it. */
    record Found(boolean matches, String why) {
        static final Found NOT = new Found(false, "");
    }

    RuleMatch(ToolUse use, Facts facts) {
        this.use = use;
        this.facts = facts;
        this.places = new Places(facts.roots(), use.script().stream().toList());
    }

    /** For rules that deny or ask. {@code name} is the rule's with its file's. */
    Found broad(Rule rule, String name) {
        if (!tool(rule)
                || rule.costAbove().isPresent() && !above(name, rule.costAbove().get())) {
            return Found.NOT;
        }
        var why = new ArrayList<String>();
        boolean all = hit(rule.commands().isEmpty(), why, command(rule))
                && hit(rule.paths().isEmpty(), why, path(rule))
                && hit(rule.networks().isEmpty(), why, host(rule));
        return all ? new Found(true, String.join(", ", why)) : Found.NOT;
    }

    private static boolean hit(boolean noCondition, List<String> why, Optional<String> found) {
        found.filter(f -> !noCondition).ifPresent(why::add);
        return noCondition || found.isPresent();
    }

    private boolean tool(Rule rule) {
        return rule.tools().isEmpty()
                || rule.tools().stream().anyMatch(t -> Globs.meet(Globs.words(t), use.tool(), true));
    }

    /** Each answer that let the run go on raises the limit by itself once more; a cost that is not known is above. */
    boolean above(String rule, BigDecimal limit) {
        int raised = facts.raised().getOrDefault(rule, 0);
        return facts.costUsd()
                .map(cost -> cost.compareTo(limit.multiply(BigDecimal.valueOf(raised + 1L))) > 0)
                .orElse(raised == 0);
    }

    private Stream<ShellCommand> commands() {
        return use.script().map(ShellScript::commands).stream().flatMap(List::stream);
    }

    private Optional<String> command(Rule rule) {
        List<CommandPattern> patterns =
                rule.commands().stream().map(CommandPattern::of).toList();
        return commands()
                .filter(c -> patterns.stream().anyMatch(p -> p.broad(c, facts.caseMatters())))
                .findFirst()
                .map(c -> c.kind() == ShellCommand.Kind.UNKNOWN
                        ? "what '" + cut(c.shown()) + "' runs is known only when it runs; write it out"
                        : "'" + cut(c.shown()) + "'");
    }

    private Optional<String> path(Rule rule) {
        List<String> patterns =
                rule.paths().stream().flatMap(p -> Globs.paths(p).stream()).toList();
        return use.files().stream()
                .filter(f -> rule.access().covers(f.access()))
                .filter(f -> candidates(f).anyMatch(w -> meets(patterns, places.of(w))))
                .findFirst()
                .map(f -> f.path().known()
                        ? "'" + cut(f.path().shown()) + "'"
                        : "'" + cut(f.path().shown()) + "' may be such a file; write it out");
    }

    /** A word may hold a path behind an equals sign, a colon or an option's letter. */
    private static Stream<ShellWord> candidates(FileUse file) {
        String text = file.path().text();
        if (file.certain()) {
            return Stream.of(file.path());
        }
        var parts = new ArrayList<>(List.of(text));
        for (int i = 0; i < text.length(); i++) {
            if ("=:,@".indexOf(text.charAt(i)) >= 0) {
                parts.add(text.substring(i + 1));
            }
        }
        if (text.length() > 2 && text.charAt(0) == '-' && text.charAt(1) != '-') {
            parts.add(text.substring(2));
        }
        return parts.stream().filter(p -> !p.isEmpty()).map(ShellWord::of);
    }

    private boolean meets(List<String> patterns, Set<String> names) {
        return patterns.stream().anyMatch(p -> names.stream().anyMatch(n -> Globs.meet(p, n, facts.caseMatters())));
    }

    private Optional<String> host(Rule rule) {
        return use.hosts().stream()
                .filter(h -> rule.networks().stream().anyMatch(n -> Globs.meet(Globs.words(n), h, false)))
                .findFirst()
                .map(h -> "host " + new ShellWord(h, true).shown());
    }

    /** The first rule that helps to allow, where rules that allow cover all of the call. */
    Optional<Decision> allowing(List<RuleFile> files) {
        var helping = new ArrayList<Decision>();
        var rules = new ArrayList<Rule>();
        for (RuleFile file : files) {
            for (Rule rule : file.rules()) {
                if (rule.outcome() == Outcome.ALLOW && tool(rule) && hosts(rule)) {
                    rules.add(rule);
                    helping.add(Policy.decision(file, rule, Found.NOT));
                }
            }
        }
        for (int i = 0; i < rules.size(); i++) {
            if (narrow(rules.get(i)) || i == 0 && together(rules)) {
                return Optional.of(helping.get(i));
            }
        }
        return Optional.empty();
    }

    private boolean hosts(Rule rule) {
        return rule.networks().isEmpty()
                || !use.hosts().isEmpty()
                        && use.hosts().stream()
                                .allMatch(h -> ShellWord.of(h).known()
                                        && rule.networks().stream()
                                                .anyMatch(n -> Globs.meet(Globs.words(n), h, false)));
    }

    private boolean narrow(Rule rule) {
        boolean commands = rule.commands().isEmpty() || covered(List.of(rule));
        boolean paths =
                rule.paths().isEmpty() || !use.files().isEmpty() && use.script().isEmpty() && within(rule);
        return commands && paths;
    }

    /** The commands of a chain may be allowed by several rules. */
    private boolean together(List<Rule> rules) {
        return covered(rules.stream()
                .filter(r -> !r.commands().isEmpty() && r.paths().isEmpty())
                .toList());
    }

    private boolean covered(List<Rule> rules) {
        List<CommandPattern> patterns = rules.stream()
                .flatMap(r -> r.commands().stream())
                .map(CommandPattern::of)
                .toList();
        boolean files = use.files().stream().filter(FileUse::certain).allMatch(f -> places.inside(f.path()));
        return files
                && commands().findAny().isPresent()
                && commands()
                        .filter(c -> c.kind() != ShellCommand.Kind.WRAPPER)
                        .allMatch(c -> patterns.stream().anyMatch(p -> p.narrow(c)));
    }

    private boolean within(Rule rule) {
        List<String> patterns =
                rule.paths().stream().flatMap(p -> Globs.paths(p).stream()).toList();
        return use.files().stream()
                .allMatch(f -> f.path().known()
                        && (rule.access() == Access.ANY || rule.access() == f.access())
                        && places.of(f.path()).stream()
                                .allMatch(n -> patterns.stream().anyMatch(p -> Globs.meet(p, n, true))));
    }

    /** A file outside of the workspace that the call writes, or may. */
    Optional<String> writtenOutside() {
        return use.files().stream()
                .filter(f -> f.certain() && f.access() == Access.WRITE && !places.inside(f.path()))
                .map(f -> "'" + cut(f.path().shown()) + "'")
                .findFirst();
    }

    private static String cut(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
