package dev.codeagent.api.policy.shell;

import dev.codeagent.api.policy.shell.Findings.Assignment;
import dev.codeagent.api.policy.shell.Findings.Raw;
import dev.codeagent.api.policy.shell.Findings.Redirect;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that a shell command runs, reads and writes, as far as its text tells.
 *
 * @param commands the commands, those behind wrappers and in substitutions too
 * @param words every word of every command: whatever may be a path
 * @param files what is redirected from or to a file
 * @param folders where {@code cd} and its like go
 */
public record ShellScript(
        List<ShellCommand> commands, List<ShellWord> words, List<File> files, List<ShellWord> folders) {
    private static final List<String> COPIES = List.of(">&", "<&");

    /** A redirection's file. */
    public record File(ShellWord path, boolean written) {}

    public ShellScript {
        commands = List.copyOf(commands);
        words = List.copyOf(words);
        files = List.copyOf(files);
        folders = List.copyOf(folders);
    }

    /**
     * Reads a script.
     *
     * @throws dev.codeagent.api.error.AgentException INVALID_VALUE where it cannot be parsed
     */
    public static ShellScript parse(String text) {
        var findings = new Findings();
        ShellParser.script(text, findings);
        var commands = new Commands(findings);
        var words = new ArrayList<ShellWord>();
        var files = new ArrayList<File>();
        // Wrappers add the commands of scripts in their arguments, which come behind.
        for (int i = 0; i < findings.commands().size(); i++) {
            Raw raw = findings.commands().get(i);
            commands.add(raw);
            words.addAll(raw.words());
            raw.assignments().stream().map(Assignment::value).forEach(v -> value(v, words));
            raw.redirects().stream().filter(ShellScript::toFile).forEach(r -> files.add(file(r)));
        }
        findings.listed().forEach(v -> value(v, words));
        words.removeIf(findings::settled); // Its values are words of the script themselves.
        return new ShellScript(commands.all(), words, files, commands.folders());
    }

    /** A variable's value, whole and as the words that it may become. */
    private static void value(ShellWord value, List<ShellWord> words) {
        words.add(value);
        words.addAll(value.values());
    }

    /** Whether it is a file, not the copy of a descriptor and not a text. */
    private static boolean toFile(Redirect redirect) {
        boolean descriptor =
                COPIES.contains(redirect.operator()) && redirect.target().text().matches("\\d+-?|-");
        return redirect.document().isEmpty() && !descriptor;
    }

    private static File file(Redirect redirect) {
        return new File(redirect.target(), redirect.operator().contains(">"));
    }
}
