package dev.codeagent.cli.settings;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A command in the command line and its help.
 *
 * @param name name of the command; with its group for subcommands: {@code providers add}
 * @param parameter the parameter: RUN, NAME, WORDS, empty for none, or two of which the second is optional
 */
public record CommandSpec(String name, String parameter, String description, List<OptionSpec> options) {

    /**
     * An option of one command.
     *
     * @param valueName name of its value in the help; empty if it takes no value
     * @param repeatable whether a command line may contain it more than once
     */
    public record OptionSpec(String name, String valueName, String description, boolean repeatable) {
        public OptionSpec(String name, String valueName, String description) {
            this(name, valueName, description, false);
        }
    }

    static final OptionSpec CONFIG =
            new OptionSpec("config", "FILE", "configuration file, if this command starts the server");
    private static final OptionSpec HEADLESS =
            new OptionSpec("headless", "", "do not ask; deny tool calls that need approval");
    private static final OptionSpec WITHOUT_TESTS =
            new OptionSpec("without-tests", "", "go on without tests if the project cannot be prepared");
    static final OptionSpec VERBOSE = new OptionSpec("verbose", "", "tell details, such as the limits of the sandbox");
    private static final OptionSpec PROMPT_FILE =
            new OptionSpec("prompt-file", "FILE", "read the request from a file; the word - reads it from stdin");
    private static final OptionSpec SESSION = new OptionSpec("session", "ID", "continue a conversation");

    private static final OptionSpec FOLLOW_UP =
            new OptionSpec("follow-up", "RUN", "work on the result of this run, in its conversation");
    private static final OptionSpec ATTACH =
            new OptionSpec("attach", "FILE", "give the agents an image or a text; repeatable", true);

    static final OptionSpec LIMIT = new OptionSpec("limit", "N", "how many are listed (default: 20)");

    static final List<String> RUN_STATES = List.of("queued", "running", "waiting", "completed", "failed", "cancelled");
    static final List<String> PATCH_STATES = List.of("none", "open", "applied", "undone", "discarded");
    public static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    /** Commands with subcommands, and their descriptions. */
    static final Map<String, String> GROUPS = Map.of(
            "providers", "add, list, show, test or remove model providers",
            "models", "list, search, pull or remove models",
            "projects", "list projects, or add one of a git server",
            "budgets", "list, set or remove limits of costs",
            "remote", "set, show or remove the git server that gets the results of the current project",
            "webhooks", "add, list, test or remove webhooks, and show their deliveries",
            "policy", "test rules for tool calls, or try them on past runs");

    private static final List<CommandSpec> SLASH_COMMANDS = List.of(
            slashCommand("/plan", "plan the work in steps"),
            slashCommand("/code", "change the code"),
            slashCommand("/review", "review the code"),
            slashCommand("/test", "write and run tests"),
            slashCommand("/document", "write documentation"),
            slashCommand("/build", "run all five agents: plan, code, review, test, document"),
            of("/help", "", "list the slash commands"));

    /** In the order of the help. */
    public static final List<CommandSpec> ALL = Stream.of(
                    ServerCommandSpecs.SERVER,
                    RunCommandSpecs.RUNS,
                    ProjectCommandSpecs.ALL,
                    RunCommandSpecs.APPROVALS,
                    ModelCommandSpecs.ALL,
                    ServerCommandSpecs.PROGRAMS,
                    SLASH_COMMANDS)
            .flatMap(List::stream)
            .toList();

    static Optional<CommandSpec> find(String name) {
        return ALL.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    /** The commands of a group; for the empty name all commands, with each group as one command. */
    static List<CommandSpec> commandsIn(String group) {
        if (!group.isEmpty()) {
            return ALL.stream().filter(c -> c.group().equals(group)).toList();
        }
        return ALL.stream()
                .map(c -> c.group().isEmpty() ? c : of(c.group(), "", Objects.requireNonNull(GROUPS.get(c.group()))))
                .distinct()
                .toList();
    }

    private String group() {
        return isSlashCommand() || !name.contains(" ") ? "" : name.substring(0, name.indexOf(' '));
    }

    String lastName() {
        return name.substring(name.lastIndexOf(' ') + 1);
    }

    public boolean isSlashCommand() {
        return name.startsWith("/");
    }

    /** Whether the command may be called without its parameter. */
    boolean isParameterOptional() {
        return parameter.startsWith("[") || name.equals("providers add");
    }

    private static CommandSpec slashCommand(String name, String description) {
        return of(
                name,
                "WORDS",
                description,
                PROMPT_FILE,
                SESSION,
                FOLLOW_UP,
                ATTACH,
                HEADLESS,
                WITHOUT_TESTS,
                VERBOSE,
                CONFIG);
    }

    static CommandSpec of(String name, String parameter, String description, OptionSpec... options) {
        return new CommandSpec(name, parameter, description, List.of(options));
    }
}
