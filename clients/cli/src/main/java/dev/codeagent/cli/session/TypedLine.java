package dev.codeagent.cli.session;

import java.util.List;

/** What a typed line means. */
sealed interface TypedLine {

    /** Nothing to do. */
    record Empty() implements TypedLine {}

    /**
     * A request for agents.
     *
     * @param command for example {@code /plan}; empty for the current command of the session
     * @param options the words before the text that begin with two dashes, with their values
     */
    record Request(String command, List<String> options, String text) implements TypedLine {}

    /** Later requests without a command get this one. */
    record SelectCommand(String command) implements TypedLine {}

    /** A command of the command line, such as {@code runs}. */
    record Verb(List<String> words) implements TypedLine {}

    /** A command about the session itself, such as {@code /new}. */
    record SessionCommand(SessionVerb verb, String argument) implements TypedLine {}

    /** A line that is not executed. */
    record Rejected(String reason) implements TypedLine {}
}
