package dev.codeagent.cli.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A command as the command line and its help know it.
 *
 * @param name its word; of a second level both words, {@code providers add}
 * @param parameter what follows it: RUN, NAME, WORDS, nothing, or two of which the second may be left out
 */
public record CommandSpec(String name, String parameter, String description, List<OptionSpec> options) {

    /**
     * An option of one command.
     *
     * @param valueName what its value is called; empty where it takes none
     * @param repeatable whether it may be given more than once
     */
    public record OptionSpec(String name, String valueName, String description, boolean repeatable) {
        public OptionSpec(String name, String valueName, String description) {
            this(name, valueName, description, false);
        }
    }

    private static final OptionSpec CONFIG =
            new OptionSpec("config", "FILE", "the server's configuration, if this starts it");
    private static final OptionSpec HEADLESS =
            new OptionSpec("headless", "", "ask nobody: what the policy would ask about is denied");
    private static final OptionSpec SESSION = new OptionSpec("session", "ID", "go on with a conversation");

    /** Words that need one more, and what their commands do. */
    static final Map<String, String> GROUPS = Map.of(
            "providers", "add, list or test model providers",
            "policy", "test rules for tool calls, or try them on past runs");

    public static final List<CommandSpec> ALL = List.of(
            of("up", "", "start the server and wait until it is ready", CONFIG),
            of("down", "", "stop the server"),
            of("status", "", "say whether the server runs, where, and how many runs it works on"),
            of("dev", "", "run the server here; what changes in its sources is live in seconds", CONFIG),
            of(
                    "demo",
                    "",
                    "fix a genuine bug in a bundled library, with a scripted model or, with --provider, a real one",
                    new OptionSpec("script", "FILE", "another script for the scripted model"),
                    CONFIG),
            of(
                    "doctor",
                    "",
                    "check what the server needs, and say what is lost and what to do where something is missing",
                    CONFIG),
            of("runs", "", "list runs, newest first"),
            of(
                    "diff",
                    "RUN",
                    "print what a run changed",
                    new OptionSpec("hunks", "", "in the parts that `apply` can take, numbered")),
            of(
                    "apply",
                    "RUN",
                    "put a run's changes, or parts of them, into your working tree",
                    new OptionSpec("file", "PATH", "only this file; may be given often", true),
                    new OptionSpec("hunk", "PATH:N", "only this hunk, or several: PATH:1,3; may be given often", true)),
            of(
                    "undo",
                    "RUN [STEP|CALL]",
                    "take a step or a call of a run back (default: the last step), on its branch",
                    new OptionSpec("everything-since", "", "and all that was changed after it")),
            of("discard", "RUN", "delete a run's branch"),
            of("cancel", "RUN", "end a run"),
            of("approvals", "", "list the questions of runs that wait for an answer"),
            of(
                    "approve",
                    "ID",
                    "allow the call that a run asks about, by the question's id or the run's",
                    new OptionSpec("session", "", "the same call in the whole session too"),
                    new OptionSpec("rule", "", "the same call in all runs of the project, until the rule is deleted")),
            of(
                    "deny",
                    "ID",
                    "refuse the call that a run asks about; the run goes on without it",
                    new OptionSpec("session", "", "the same call in the whole session too"),
                    new OptionSpec("rule", "", "the same call in all runs of the project, until the rule is deleted")),
            of("policy test", "FILE", "decide over the cases in a rule file and say which come out wrong"),
            of(
                    "policy try",
                    "FILE",
                    "say which calls of past runs a rule file would have changed",
                    new OptionSpec("runs", "N", "how many runs, the newest first (default: 20)")),
            of(
                    "providers add",
                    "NAME",
                    "add or replace a model provider",
                    new OptionSpec(
                            "url", "URL", "its address, up to and with the version, e.g. http://127.0.0.1:11434/v1"),
                    new OptionSpec("key", "KEY", "its key; other users of the machine can see it while this runs"),
                    new OptionSpec("key-env", "VAR", "the variable that holds its key"),
                    new OptionSpec("key-file", "FILE", "the file that holds its key"),
                    new OptionSpec("model", "M", "the model where none is named")),
            of("providers list", "", "list the model providers"),
            of("providers test", "NAME", "ask a provider for its models"),
            of(
                    "fake-model",
                    "",
                    "serve a scripted model over HTTP; --port 0 takes a free port",
                    new OptionSpec("script", "FILE", "what the model says and does (docs/fake-model.md)")),
            of(
                    "llm",
                    "",
                    "serve models in containers here, on port 8090 (docs/docker-llm.md)",
                    new OptionSpec("config", "FILE", "which models (default: config/llm.json)"),
                    new OptionSpec(
                            "host", "ADDRESS", "what to listen on (default: 127.0.0.1); others need DOCKER_LLM_TOKEN")),
            slash("/plan", "plan: what to do, in which steps"),
            slash("/code", "change the code"),
            slash("/review", "review the code"),
            slash("/test", "write and run tests"),
            slash("/document", "write documentation"),
            slash("/build", "all five: plan, code, review, test, document"),
            of("/help", "", "list the slash commands"));

    static Optional<CommandSpec> find(String name) {
        return ALL.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    /** The commands of a group, or of the first level with a group as one of them. */
    static List<CommandSpec> commandsIn(String group) {
        if (!group.isEmpty()) {
            return ALL.stream().filter(c -> c.group().equals(group)).toList();
        }
        return ALL.stream()
                .map(c -> c.group().isEmpty() ? c : of(c.group(), "", GROUPS.get(c.group())))
                .distinct()
                .toList();
    }

    private String group() {
        return slash() || !name.contains(" ") ? "" : name.substring(0, name.indexOf(' '));
    }

    String lastName() {
        return name.substring(name.lastIndexOf(' ') + 1);
    }

    public boolean slash() {
        return name.startsWith("/");
    }

    private static CommandSpec slash(String name, String description) {
        return of(name, "WORDS", description, SESSION, HEADLESS, CONFIG);
    }

    private static CommandSpec of(String name, String parameter, String description, OptionSpec... options) {
        return new CommandSpec(name, parameter, description, List.of(options));
    }
}
