package dev.codeagent.api.policy.shell;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What reading a script has found so far. */
final class Findings {
    private static final int MOST_COMMANDS = 5_000;
    private static final int MOST_DEPTH = 40;

    /** A simple command as it stands in the script, wrappers and all. */
    record Raw(List<Assignment> assignments, List<ShellWord> words, List<Redirect> redirects) {}

    /** {@code name=value} before a command or alone. */
    record Assignment(String name, ShellWord value) {}

    /** {@code operator} is one of {@code < > >> <> >| &> &>> << <<<}; documents are the text of the last two. */
    record Redirect(String operator, ShellWord target, java.util.Optional<HereDocument> document) {}

    private final List<Raw> commands = new ArrayList<>();
    private final Set<String> functions = new HashSet<>();
    private final Set<String> unsettled = new HashSet<>();
    private final List<ShellWord> listed = new ArrayList<>();
    private int depth;

    void add(Raw command) {
        if (commands.size() >= MOST_COMMANDS) {
            throw tooMuch("more than " + MOST_COMMANDS + " commands");
        }
        commands.add(command);
    }

    void function(String name) {
        functions.add(name);
    }

    List<Raw> commands() {
        return commands;
    }

    Set<String> functions() {
        return functions;
    }

    /** A variable gets a value that does not stand in the script as a word; {@code *}: any variable may. */
    void unsettled(String variable) {
        unsettled.add(variable);
    }

    /** A word that a loop's variable gets. */
    void listed(ShellWord word) {
        listed.add(word);
    }

    List<ShellWord> listed() {
        return listed;
    }

    /** Whether this word is a variable whose values all stand in the script, or that only the environment sets. */
    boolean settled(ShellWord word) {
        return !word.variable().isEmpty()
                && !word.variable().matches("[1-9@*]")
                && !unsettled.contains("*")
                && !unsettled.contains(word.variable());
    }

    void deeper() {
        if (++depth > MOST_DEPTH) {
            throw tooMuch("more than " + MOST_DEPTH + " levels of nesting");
        }
    }

    void back() {
        depth--;
    }

    private static AgentException tooMuch(String what) {
        return new AgentException(ErrorCode.INVALID_VALUE, "the command cannot be parsed: it has " + what);
    }
}
