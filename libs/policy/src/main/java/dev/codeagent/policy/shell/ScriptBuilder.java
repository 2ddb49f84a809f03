package dev.codeagent.policy.shell;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Collects the results while a script is parsed. */
final class ScriptBuilder {
    private static final int MAX_COMMANDS = 5_000;
    private static final int MAX_DEPTH = 40;

    /** The limit of the work for one call: a character that is parsed counts one. */
    static final int MAX_WORK = 1_000_000;

    /** A word in memory, in the unit of a parsed character. */
    private static final int WORD_WORK = 4;

    /** A simple command as written in the script, including wrappers. */
    record RawCommand(List<Assignment> assignments, List<ShellWord> words, List<Redirection> redirections) {}

    /** {@code name=value}, before a command or alone. */
    record Assignment(String name, ShellWord value) {}

    /** {@code operator} is one of {@code < > >> <> >| &> &>> << <<<}; the document is the text of the last two. */
    record Redirection(String operator, ShellWord target, Optional<HereDocument> document) {}

    private final List<RawCommand> commands = new ArrayList<>();
    private final Set<String> functions = new HashSet<>();
    private final Set<String> unresolved = new HashSet<>();
    private final List<ShellWord> loopValues = new ArrayList<>();
    private final List<ShellWord> evaluated = new ArrayList<>();
    private final List<ShellWord> assigned = new ArrayList<>();
    private final Optional<HereDocument> standardInput;
    private boolean arithmetic;
    private int depth;
    private int scriptDepth;
    private long work;
    private boolean tooComplex;

    /** @param standardInput the input of the whole script, if it is known */
    ScriptBuilder(Optional<HereDocument> standardInput) {
        this.standardInput = standardInput;
    }

    Optional<HereDocument> standardInput() {
        return standardInput;
    }

    void add(RawCommand command) {
        if (commands.size() >= MAX_COMMANDS) {
            throw tooComplex("more than " + MAX_COMMANDS + " commands");
        }
        commands.add(command);
    }

    void addFunction(String name) {
        functions.add(name);
    }

    List<RawCommand> commands() {
        return commands;
    }

    Set<String> functions() {
        return functions;
    }

    /** A variable gets a value that is not a word of the script; {@code *} stands for any variable. */
    void markUnresolved(String variable) {
        unresolved.add(variable);
    }

    /** Adds a word that a loop assigns to its variable. */
    void addLoopValue(ShellWord word) {
        loopValues.add(word);
    }

    List<ShellWord> loopValues() {
        return loopValues;
    }

    /** Adds a word that the shell evaluates once more, as arithmetic or as a subscript. */
    void addEvaluated(ShellWord word) {
        evaluated.add(word);
    }

    /** Adds the text of an assignment as it is written: brackets in it are no pattern for files. */
    void addAssigned(String text) {
        assigned.add(ShellWord.of(text));
    }

    List<ShellWord> assigned() {
        return assigned;
    }

    List<ShellWord> evaluated() {
        return evaluated;
    }

    /** The script evaluates the values of variables as arithmetic, which runs the substitutions in them. */
    void markArithmetic() {
        arithmetic = true;
    }

    boolean hasArithmetic() {
        return arithmetic;
    }

    /**
     * Parses a text that is a command only if it can be parsed; returns false if it can't.
     *
     * @throws AgentException INVALID_VALUE if the call is too complex
     */
    boolean tryParse(String text) {
        int before = depth;
        try {
            ShellParser.parse(text, this);
            return true;
        } catch (AgentException e) {
            if (tooComplex) {
                throw e;
            }
            depth = before;
            return false;
        }
    }

    /** Whether the word is a variable whose values are all in the script, or that only the environment sets. */
    boolean isResolved(ShellWord word) {
        return !word.variable().isEmpty()
                && !word.variable().matches("[1-9@*]")
                && !unresolved.contains("*")
                && !unresolved.contains(word.variable());
    }

    void enterNesting() {
        if (++depth > MAX_DEPTH) {
            throw tooComplex("more than " + MAX_DEPTH + " levels of nesting");
        }
    }

    void leaveNesting() {
        depth--;
    }

    /** The following scripts are in arguments or inputs of commands that were in such a script themselves. */
    void enterScripts() {
        if (++scriptDepth > MAX_DEPTH) {
            throw tooComplex("more than " + MAX_DEPTH + " levels of scripts in scripts");
        }
    }

    /** Counts a text before it is parsed; a text is parsed once more for each script that contains it. */
    void countText(String text) {
        count(text.length());
    }

    /** Counts words before they are kept once more. */
    void countWords(int words) {
        count((long) WORD_WORK * words);
    }

    private void count(long amount) {
        work += amount;
        if (work > MAX_WORK) {
            throw tooComplex("too many or too long scripts in scripts and too many words");
        }
    }

    /** The work so far. */
    long work() {
        return work;
    }

    /** Whether a limit was exceeded, so that a part of the script is not known. */
    boolean isTooComplex() {
        return tooComplex;
    }

    private AgentException tooComplex(String what) {
        tooComplex = true;
        return new AgentException(
                ErrorCode.INVALID_VALUE, "the command cannot be parsed: it has " + what + "; write a simpler command");
    }
}
