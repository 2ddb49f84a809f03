package dev.codeagent.policy.shell;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A command that a script runs.
 *
 * @param words the program and its arguments; of {@link Kind#UNKNOWN} what is known of it
 * @param certain whether it certainly is this program with these words, so that a rule may allow it by them
 */
public record ShellCommand(Kind kind, List<ShellWord> words, boolean certain) {

    /** What is known of a command. */
    public enum Kind {
        /** A program by its name. */
        PROGRAM,
        /** A program that only runs another, which is found as a command of its own. */
        WRAPPER,
        /** Whatever it is, it is known only when it runs. */
        UNKNOWN
    }

    public ShellCommand {
        words = List.copyOf(words);
    }

    /** The program's name without its folder; empty where it is not known. */
    public Optional<String> programName() {
        return kind == Kind.UNKNOWN || words.isEmpty()
                ? Optional.empty()
                : words.getFirst().programName();
    }

    /** How people read it. */
    public String displayText() {
        return words.stream().map(ShellWord::displayText).collect(Collectors.joining(" "));
    }
}
