package dev.codeagent.policy.shell;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A command that a script runs.
 *
 * @param words the program and its arguments; for {@link Kind#UNKNOWN} the known part
 * @param certain whether it is certainly this program with these words, so that a rule may allow it
 */
public record ShellCommand(Kind kind, List<ShellWord> words, boolean certain) {

    /** How much is known about a command. */
    public enum Kind {
        /** A program with a known name. */
        PROGRAM,
        /** A program that only runs another command, which is listed as a command of its own. */
        WRAPPER,
        /** A command that is known only at run time. */
        UNKNOWN
    }

    public ShellCommand {
        words = List.copyOf(words);
    }

    /** Returns the program's name without its directory; empty if it is unknown. */
    public Optional<String> programName() {
        return kind == Kind.UNKNOWN || words.isEmpty()
                ? Optional.empty()
                : words.getFirst().programName();
    }

    /** Returns the command for display. */
    public String displayText() {
        return words.stream().map(ShellWord::displayText).collect(Collectors.joining(" "));
    }
}
