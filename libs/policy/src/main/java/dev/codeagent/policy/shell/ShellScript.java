package dev.codeagent.policy.shell;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.policy.shell.ScriptBuilder.Assignment;
import dev.codeagent.policy.shell.ScriptBuilder.RawCommand;
import dev.codeagent.policy.shell.ScriptBuilder.Redirection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that a shell command runs, reads and writes, as far as its text shows.
 *
 * @param commands all commands, including those behind wrappers and in substitutions
 * @param words all words of all commands; each of them may be a path
 * @param files the files of redirections
 * @param directories the targets of {@code cd} and similar commands
 * @param variables the names of the environment variables that it sets
 */
public record ShellScript(
        List<ShellCommand> commands,
        List<ShellWord> words,
        List<RedirectedFile> files,
        List<ShellWord> directories,
        Set<String> variables) {
    private static final List<String> DESCRIPTOR_COPIES = List.of(">&", "<&");

    /** The file of a redirection. */
    public record RedirectedFile(ShellWord path, boolean written) {}

    public ShellScript {
        commands = List.copyOf(commands);
        words = List.copyOf(words);
        files = List.copyOf(files);
        directories = List.copyOf(directories);
        variables = Set.copyOf(variables);
    }

    /**
     * Parses a script.
     *
     * @throws AgentException INVALID_VALUE if it cannot be parsed
     */
    public static ShellScript parse(String text) {
        return parse(text, Map.of(), Optional.empty());
    }

    /**
     * Parses a script with the environment and the input that it gets.
     *
     * @throws AgentException INVALID_VALUE if it cannot be parsed
     */
    public static ShellScript parse(String text, Map<String, String> environment, Optional<String> input) {
        return parse(text, environment, new ScriptBuilder(input.map(HereDocument::of)));
    }

    /**
     * Parses a text that may be a script or anything else: the input of a process that is running.
     *
     * @throws AgentException INVALID_VALUE if it may be a script that is too complex
     */
    public static ShellScript parseInput(String text) {
        var scriptBuilder = new ScriptBuilder(Optional.empty());
        try {
            return parse(text, Map.of(), scriptBuilder);
        } catch (AgentException e) {
            if (scriptBuilder.isTooComplex()) {
                throw e;
            }
            return unknown(text);
        }
    }

    static ShellScript parse(String text, Map<String, String> environment, ScriptBuilder scriptBuilder) {
        ShellParser.parse(text, scriptBuilder);
        boolean onlyCommand = scriptBuilder.commands().size() == 1;
        var resolver = new CommandResolver(scriptBuilder);
        var words = new ArrayList<ShellWord>();
        var files = new ArrayList<RedirectedFile>();
        environment.forEach(resolver::addEnvironment);
        environment.values().forEach(v -> addValue(ShellWord.of(v), words));
        // Wrappers append the commands of scripts in their arguments, so the list grows during the loop.
        int nextScripts = scriptBuilder.commands().size();
        for (int i = 0; i < scriptBuilder.commands().size(); i++) {
            if (i == nextScripts) {
                scriptBuilder.enterScripts();
                nextScripts = scriptBuilder.commands().size();
            }
            RawCommand raw = scriptBuilder.commands().get(i);
            resolver.add(raw, onlyCommand && i == 0);
            words.addAll(raw.words());
            raw.assignments().stream().map(Assignment::value).forEach(v -> addValue(v, words));
            raw.redirections().stream().filter(ShellScript::targetsFile).forEach(r -> files.add(redirectedFile(r)));
        }
        scriptBuilder.loopValues().forEach(v -> addValue(v, words));
        resolver.addEvaluated(valuesOf(scriptBuilder));
        words.removeIf(scriptBuilder::isResolved); // The words of the script already include its values.
        return new ShellScript(
                resolver.commands(),
                words,
                files,
                resolver.directories(),
                resolver.variables().names());
    }

    /** A script of which nothing is known. */
    private static ShellScript unknown(String text) {
        List<ShellWord> words = List.of(ShellWord.of(text));
        return new ShellScript(
                List.of(new ShellCommand(ShellCommand.Kind.UNKNOWN, words, false)),
                List.of(),
                List.of(),
                List.of(),
                Set.of());
    }

    /** All texts that variables get. */
    private static List<ShellWord> valuesOf(ScriptBuilder scriptBuilder) {
        var values = new ArrayList<>(scriptBuilder.loopValues());
        scriptBuilder.assigned().stream()
                .filter(w -> w.text().matches("(?s)[A-Za-z_][A-Za-z0-9_]*(?:\\[.*])?\\+?=.*"))
                .forEach(values::add);
        for (RawCommand raw : scriptBuilder.commands()) {
            raw.assignments().forEach(a -> values.add(a.value()));
            if (CommandResolver.declares(raw.words())) {
                values.addAll(raw.words());
                raw.redirections().stream()
                        .flatMap(r -> r.document().stream())
                        .forEach(d -> values.add(ShellWord.of(d.body())));
            }
        }
        return values;
    }

    /** Adds a variable's value, both whole and split into words. */
    private static void addValue(ShellWord value, List<ShellWord> words) {
        words.add(value);
        words.addAll(value.splitValues());
    }

    /** Whether the target is a file, not a copied descriptor and not a text. */
    private static boolean targetsFile(Redirection redirection) {
        boolean descriptor = DESCRIPTOR_COPIES.contains(redirection.operator())
                && redirection.target().text().matches("\\d+-?|-");
        return redirection.document().isEmpty() && !descriptor;
    }

    private static RedirectedFile redirectedFile(Redirection redirection) {
        return new RedirectedFile(redirection.target(), redirection.operator().contains(">"));
    }
}
