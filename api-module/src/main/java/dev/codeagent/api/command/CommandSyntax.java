package dev.codeagent.api.command;

import dev.codeagent.api.text.SpellingSuggestion;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A command of the gateway, as a user types it.
 *
 * @param parameter what follows the options; empty for nothing. The text of a command for agents is not divided into words.
 * @param description what the command does, for people
 */
public record CommandSyntax(String name, String parameter, String description, List<OptionSyntax> options) {
    /** The parameter of a command for agents. */
    private static final String TEXT = "TEXT";

    /**
     * An option.
     *
     * @param value the name of its value; empty if it has none
     */
    public record OptionSyntax(String name, String value) {}

    private static final List<OptionSyntax> REQUEST_OPTIONS = List.of(
            new OptionSyntax("project", "DIR"),
            new OptionSyntax("session", "ID"),
            new OptionSyntax("provider", "NAME[/MODEL]"),
            new OptionSyntax("headless", ""),
            new OptionSyntax("without-tests", ""));
    private static final List<OptionSyntax> SCOPES =
            List.of(new OptionSyntax("session", ""), new OptionSyntax("rule", ""));

    public static final List<CommandSyntax> ALL = List.of(
            request("/plan", "plan the work in steps"),
            request("/code", "change the code"),
            request("/review", "review the code"),
            request("/test", "write and run tests"),
            request("/document", "write documentation"),
            request("/build", "run all five agents: plan, code, review, test, document"),
            of("/diff", "RUN", "show what a run changed", new OptionSyntax("hunks", "")),
            of(
                    "/apply",
                    "RUN",
                    "apply a run's changes, or parts of them, to the working tree",
                    new OptionSyntax("file", "PATH"),
                    new OptionSyntax("hunk", "PATH:N")),
            of(
                    "/undo",
                    "RUN [STEP|CALL]",
                    "undo a step or call on the run's branch",
                    new OptionSyntax("everything-since", "")),
            of("/discard", "RUN", "delete a run's branch"),
            of("/cancel", "RUN", "cancel a run"),
            of("/resume", "RUN", "follow a run", new OptionSyntax("after", "N")),
            of("/unsubscribe", "RUN", "end the events of a run on this connection"),
            of("/approvals", "", "list the tool calls that wait for approval"),
            new CommandSyntax("/approve", "ID", "approve a tool call", SCOPES),
            new CommandSyntax("/deny", "ID", "deny a tool call", SCOPES),
            of(
                    "/settings",
                    "NAME [JSON]",
                    "show or change settings: providers, budgets, agents",
                    new OptionSyntax("remove", ""),
                    new OptionSyntax("project-id", "ID")),
            of("/parse", "LINE", "parse a line and execute nothing"),
            of("/help", "", "list the commands"),
            of("/ping", "", "check that the server answers"));

    public CommandSyntax {
        options = List.copyOf(options);
    }

    public static Optional<CommandSyntax> find(String name) {
        return ALL.stream().filter(command -> command.name().equals(name)).findFirst();
    }

    /** {@code " (did you mean '/x'?)"} for a name that is no command, or an empty text if no command is similar. */
    public static String didYouMean(String name, Collection<String> otherCommands) {
        var names = new TreeSet<>(otherCommands);
        ALL.forEach(command -> names.add(command.name()));
        return SpellingSuggestion.didYouMean(name, names);
    }

    /** The names of the commands that resemble a word most, the nearest first. */
    public static List<String> nearest(String word) {
        return SpellingSuggestion.findSimilar(
                word, ALL.stream().map(CommandSyntax::name).toList());
    }

    /** Whether the command is a request to agents: its text is the prompt. */
    public boolean isRequest() {
        return parameter.equals(TEXT);
    }

    /** The syntax of a command for agents that a project defines itself. */
    public static CommandSyntax request(String name) {
        return request(name, "");
    }

    private static CommandSyntax request(String name, String description) {
        return new CommandSyntax(name, TEXT, description, REQUEST_OPTIONS);
    }

    private static CommandSyntax of(String name, String parameter, String description, OptionSyntax... options) {
        return new CommandSyntax(name, parameter, description, List.of(options));
    }
}
