package dev.codeagent.policy.shell;

import dev.codeagent.policy.shell.ScriptBuilder.Assignment;
import dev.codeagent.policy.shell.ScriptBuilder.RawCommand;
import dev.codeagent.policy.shell.ScriptBuilder.Redirection;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that a shell command runs, reads and writes, as far as its text tells.
 *
 * @param commands the commands, those behind wrappers and in substitutions too
 * @param words every word of every command: whatever may be a path
 * @param files what is redirected from or to a file
 * @param directories where {@code cd} and its like go
 */
public record ShellScript(
        List<ShellCommand> commands, List<ShellWord> words, List<RedirectedFile> files, List<ShellWord> directories) {
    private static final List<String> DESCRIPTOR_COPIES = List.of(">&", "<&");

    /** A redirection's file. */
    public record RedirectedFile(ShellWord path, boolean written) {}

    public ShellScript {
        commands = List.copyOf(commands);
        words = List.copyOf(words);
        files = List.copyOf(files);
        directories = List.copyOf(directories);
    }

    /**
     * Reads a script.
     *
     * @throws dev.codeagent.api.error.AgentException INVALID_VALUE where it cannot be parsed
     */
    public static ShellScript parse(String text) {
        var scriptBuilder = new ScriptBuilder();
        ShellParser.parse(text, scriptBuilder);
        var resolver = new CommandResolver(scriptBuilder);
        var words = new ArrayList<ShellWord>();
        var files = new ArrayList<RedirectedFile>();
        // Wrappers add the commands of scripts in their arguments, which come behind.
        for (int i = 0; i < scriptBuilder.commands().size(); i++) {
            RawCommand raw = scriptBuilder.commands().get(i);
            resolver.add(raw);
            words.addAll(raw.words());
            raw.assignments().stream().map(Assignment::value).forEach(v -> addValue(v, words));
            raw.redirections().stream().filter(ShellScript::targetsFile).forEach(r -> files.add(redirectedFile(r)));
        }
        scriptBuilder.loopValues().forEach(v -> addValue(v, words));
        words.removeIf(scriptBuilder::isResolved); // Its values are words of the script themselves.
        return new ShellScript(resolver.commands(), words, files, resolver.directories());
    }

    /** A variable's value, whole and as the words that it may become. */
    private static void addValue(ShellWord value, List<ShellWord> words) {
        words.add(value);
        words.addAll(value.splitValues());
    }

    /** Whether it is a file, not the copy of a descriptor and not a text. */
    private static boolean targetsFile(Redirection redirection) {
        boolean descriptor = DESCRIPTOR_COPIES.contains(redirection.operator())
                && redirection.target().text().matches("\\d+-?|-");
        return redirection.document().isEmpty() && !descriptor;
    }

    private static RedirectedFile redirectedFile(Redirection redirection) {
        return new RedirectedFile(redirection.target(), redirection.operator().contains(">"));
    }
}
