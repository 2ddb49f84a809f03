package dev.codeagent.policy.shell;

import dev.codeagent.policy.shell.ScriptBuilder.Assignment;
import dev.codeagent.policy.shell.ScriptBuilder.RawCommand;
import dev.codeagent.policy.shell.ScriptBuilder.Redirection;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that a shell command runs, reads and writes, as far as its text shows.
 *
 * @param commands all commands, including those behind wrappers and in substitutions
 * @param words all words of all commands; each of them may be a path
 * @param files the files of redirections
 * @param directories the targets of {@code cd} and similar commands
 */
public record ShellScript(
        List<ShellCommand> commands, List<ShellWord> words, List<RedirectedFile> files, List<ShellWord> directories) {
    private static final List<String> DESCRIPTOR_COPIES = List.of(">&", "<&");

    /** The file of a redirection. */
    public record RedirectedFile(ShellWord path, boolean written) {}

    public ShellScript {
        commands = List.copyOf(commands);
        words = List.copyOf(words);
        files = List.copyOf(files);
        directories = List.copyOf(directories);
    }

    /**
     * Parses a script.
     *
     * @throws dev.codeagent.api.error.AgentException INVALID_VALUE if it cannot be parsed
     */
    public static ShellScript parse(String text) {
        var scriptBuilder = new ScriptBuilder();
        ShellParser.parse(text, scriptBuilder);
        var resolver = new CommandResolver(scriptBuilder);
        var words = new ArrayList<ShellWord>();
        var files = new ArrayList<RedirectedFile>();
        // Wrappers append the commands of scripts in their arguments, so the list grows during the loop.
        for (int i = 0; i < scriptBuilder.commands().size(); i++) {
            RawCommand raw = scriptBuilder.commands().get(i);
            resolver.add(raw);
            words.addAll(raw.words());
            raw.assignments().stream().map(Assignment::value).forEach(v -> addValue(v, words));
            raw.redirections().stream().filter(ShellScript::targetsFile).forEach(r -> files.add(redirectedFile(r)));
        }
        scriptBuilder.loopValues().forEach(v -> addValue(v, words));
        words.removeIf(scriptBuilder::isResolved); // The words of the script already include its values.
        return new ShellScript(resolver.commands(), words, files, resolver.directories());
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
