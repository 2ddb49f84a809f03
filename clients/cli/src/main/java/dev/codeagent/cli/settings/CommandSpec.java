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

    private static final OptionSpec CONFIG =
            new OptionSpec("config", "FILE", "configuration file, if this command starts the server");
    private static final OptionSpec HEADLESS =
            new OptionSpec("headless", "", "do not ask; deny tool calls that need approval");
    private static final OptionSpec WITHOUT_TESTS =
            new OptionSpec("without-tests", "", "go on without tests if the project cannot be prepared");
    private static final OptionSpec VERBOSE =
            new OptionSpec("verbose", "", "tell details, such as the limits of the sandbox");
    private static final OptionSpec PROMPT_FILE =
            new OptionSpec("prompt-file", "FILE", "read the request from a file; the word - reads it from stdin");
    private static final OptionSpec SESSION = new OptionSpec("session", "ID", "continue a conversation");

    private static final OptionSpec FOLLOW_UP =
            new OptionSpec("follow-up", "RUN", "work on the result of this run, in its conversation");
    private static final OptionSpec ATTACH =
            new OptionSpec("attach", "FILE", "give the agents an image or a text; repeatable", true);

    private static final OptionSpec ALL_PROJECTS = new OptionSpec("all", "", "of all projects");
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

    private static final List<CommandSpec> SERVER_AND_RUNS = List.of(
            of(
                    "up",
                    "",
                    "start the server and wait until it is ready; open the portal on a desktop",
                    new OptionSpec("no-browser", "", "do not open a browser, only print the address"),
                    CONFIG),
            of("down", "", "stop the server"),
            of("status", "", "show whether the server runs, its address and active runs"),
            of("dev", "", "run the server in the foreground; redeploy changed sources", CONFIG),
            of(
                    "demo",
                    "",
                    "fix a real bug in a bundled library (scripted model or --provider)",
                    new OptionSpec("script", "FILE", "another script for the scripted model"),
                    VERBOSE,
                    CONFIG),
            of("doctor", "", "check what the server needs; print impact and fix of each problem", CONFIG),
            of(
                    "runs",
                    "",
                    "list the runs of the current project, newest first",
                    ALL_PROJECTS,
                    new OptionSpec("state", "STATE", "only these: " + String.join(",", RUN_STATES)),
                    new OptionSpec("patch", "STATE", "only with such a patch: " + String.join(",", PATCH_STATES)),
                    new OptionSpec("session", "ID", "only runs of this conversation"),
                    LIMIT,
                    new OptionSpec("cursor", "RUN", "only older runs than this one: the next page")),
            of(
                    "sessions",
                    "",
                    "list the conversations of the current project",
                    ALL_PROJECTS,
                    LIMIT,
                    new OptionSpec("cursor", "SESSION", "only after this one: the next page")),
            of(
                    "show",
                    "RUN",
                    "print everything about a run; RUN is its id, the beginning of its id, or 'last'",
                    new OptionSpec("report", "", "as Markdown")),
            of(
                    "attach",
                    "RUN",
                    "follow a run from its first event; Ctrl-C detaches and does not cancel",
                    new OptionSpec("from-now", "", "leave out what has happened already")),
            of(
                    "diff",
                    "RUN",
                    "print what a run changed",
                    new OptionSpec("hunks", "", "print numbered hunks, which `apply` accepts")),
            of(
                    "apply",
                    "RUN",
                    "apply a run's changes, or parts of them, to your working tree",
                    new OptionSpec("file", "PATH", "only this file; repeatable", true),
                    new OptionSpec("hunk", "PATH:N", "only this hunk, or several: PATH:1,3; repeatable", true)),
            of(
                    "undo",
                    "RUN [STEP|CALL]",
                    "undo a step or call on the run's branch (default: the last step)",
                    new OptionSpec("everything-since", "", "also undo all later changes")),
            of("discard", "RUN", "delete a run's branch"),
            of(
                    "push",
                    "RUN",
                    "push a run's branch to the git server of its project",
                    new OptionSpec("yes", "", "push it; without this option it is only shown")),
            of(
                    "pr",
                    "RUN",
                    "push a run's branch and create a pull request for it",
                    new OptionSpec("text", "", "only print title and description, and send nothing"),
                    new OptionSpec("yes", "", "create it; without this option it is only shown"),
                    new OptionSpec("title", "TEXT", "another title than the request of the run"),
                    new OptionSpec("base", "BRANCH", "the branch that gets the changes (default: the server's)"),
                    new OptionSpec("draft", "", "reviewers should wait")),
            of("cancel", "RUN", "cancel a run"),
            of(
                    "clean",
                    "[RUN]",
                    "show what ended runs occupy on disks, and free it",
                    new OptionSpec("yes", "", "free it; without this option it is only shown"),
                    new OptionSpec("older-than", "TIME", "only runs that ended before that time, for example 7d"),
                    new OptionSpec("unapplied", "", "also runs whose patch is not applied; their branches stay")),
            of(
                    "usage",
                    "",
                    "show tokens and costs of model calls",
                    new OptionSpec("by", "GROUP", "run, agent, project, caller, day, provider, model or call"),
                    new OptionSpec("run", "RUN", "only this run"),
                    new OptionSpec("caller", "NAME", "only runs of this caller"),
                    new OptionSpec("from", "DAY", "from this day on, for example 2026-11-01 (UTC)"),
                    new OptionSpec("to", "DAY", "up to this day"),
                    new OptionSpec("limit", "N", "number of lines (default: 100)")),
            of("budgets list", "", "list the budgets and what is spent of them"),
            of("budgets set", "BUDGET USD", "set a limit: run/RUN, project/ID, caller/NAME or server"),
            of("budgets remove", "BUDGET", "remove a limit"));

    private static final List<CommandSpec> POLICY_AND_MODELS = List.of(
            of("approvals", "", "list the tool calls that wait for approval"),
            of(
                    "approve",
                    "ID",
                    "approve a tool call; ID is the approval's or the run's",
                    new OptionSpec("session", "", "also for the same call in the whole session"),
                    new OptionSpec("rule", "", "store a rule for the same call in all project runs")),
            of(
                    "deny",
                    "ID",
                    "deny a tool call; the run continues without it",
                    new OptionSpec("session", "", "also for the same call in the whole session"),
                    new OptionSpec("rule", "", "store a rule for the same call in all project runs")),
            of("policy test", "FILE", "evaluate the cases in a rule file and print those that fail"),
            of(
                    "policy try",
                    "FILE",
                    "print the calls of past runs that a rule file decides differently",
                    new OptionSpec("runs", "N", "number of runs, the newest first (default: 20)")),
            of(
                    "providers add",
                    "NAME",
                    "add or change a model provider; in a terminal without options it asks",
                    new OptionSpec("url", "URL", "base URL with version, if the provider is not a known one"),
                    new OptionSpec("key", "KEY", "API key; visible to other users of this machine"),
                    new OptionSpec("key-env", "VAR", "environment variable that contains the API key"),
                    new OptionSpec("key-file", "FILE", "file that contains the API key"),
                    new OptionSpec("model", "M", "default model"),
                    new OptionSpec("wire", "W", "protocol of its API (default: the known provider's, or openai)"),
                    new OptionSpec("no-test", "", "store it without a test of key and model")),
            of("providers list", "", "list the model providers"),
            of("providers show", "NAME", "show the configuration of a provider"),
            of("providers test", "NAME", "request an answer of a few tokens, and list the models"),
            of("providers remove", "NAME", "remove a provider and its key"),
            of("providers rotate", "", "encrypt the stored keys with a new encryption key"),
            of("models list", "[PROVIDER]", "list the models of a provider, or of all"),
            of("models search", "WORDS", "search the model catalogue"),
            of("models pull", "PROVIDER/MODEL", "download a model to a local model server; Ctrl-C cancels"),
            of("models remove", "PROVIDER/MODEL", "delete a model from a local model server"),
            of("models refresh", "", "read the model catalogue again (docs/models.md)"),
            of(
                    "conformance",
                    "",
                    "check that a server, or a client, follows the gateway protocol (docs/gateway.md)",
                    new OptionSpec("client", "COMMAND", "check this client; {url} in it becomes the server's address")),
            of(
                    "fake-model",
                    "",
                    "serve a scripted model over HTTP; --port 0 selects a free port",
                    new OptionSpec("script", "FILE", "script of the model (docs/fake-model.md)")),
            of(
                    "llm",
                    "",
                    "serve models in containers on port 8090 (docs/docker-llm.md)",
                    new OptionSpec("config", "FILE", "models to serve (default: config/llm.json of the installation)"),
                    new OptionSpec("host", "ADDRESS", "default: 127.0.0.1; others need DOCKER_LLM_TOKEN")),
            of(
                    "completion",
                    "SHELL [KIND]",
                    "print the completion script of a shell: bash, zsh or fish; `values KIND` prints names"),
            slashCommand("/plan", "plan the work in steps"),
            slashCommand("/code", "change the code"),
            slashCommand("/review", "review the code"),
            slashCommand("/test", "write and run tests"),
            slashCommand("/document", "write documentation"),
            slashCommand("/build", "run all five agents: plan, code, review, test, document"),
            of("/help", "", "list the slash commands"));

    public static final List<CommandSpec> ALL = Stream.of(SERVER_AND_RUNS, RemoteCommandSpecs.ALL, POLICY_AND_MODELS)
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
