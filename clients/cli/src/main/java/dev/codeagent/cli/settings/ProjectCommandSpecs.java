package dev.codeagent.cli.settings;

import dev.codeagent.cli.settings.CommandSpec.OptionSpec;
import java.util.List;

/** The commands about projects and the other servers that they need: git servers and receivers of webhooks. */
final class ProjectCommandSpecs {
    private static final OptionSpec TOKEN_VARIABLE =
            new OptionSpec("key-env", "VAR", "environment variable with the token, or the private deploy key for SSH");
    private static final OptionSpec TOKEN_FILE =
            new OptionSpec("key-file", "FILE", "file with the token, or the private deploy key for SSH");
    private static final OptionSpec USERNAME =
            new OptionSpec("username", "NAME", "goes with the token, if the git server wants a certain one");
    private static final OptionSpec HOST_KEY =
            new OptionSpec("host-key", "KEY", "the key of the SSH server that you trust: SHA256:… or ssh-ed25519 …");

    static final List<CommandSpec> ALL = List.of(
            CommandSpec.of(
                    "remote set",
                    "[URL]",
                    "store the git server that gets the results of the current project",
                    new OptionSpec("key-env", "VAR", "environment variable that contains the token of its user"),
                    new OptionSpec("key-file", "FILE", "file that contains the token"),
                    new OptionSpec("username", "NAME", "if the server expects a certain one with the token"),
                    new OptionSpec("forge", "KIND", "github, gitlab or gitea, if the host does not tell it")),
            CommandSpec.of("remote show", "", "show the git server of the current project, without its token"),
            CommandSpec.of("remote remove", "", "remove the git server of the current project and its token"),
            CommandSpec.of(
                    "webhooks add",
                    "NAME",
                    "add or change a webhook: an address that gets signed events of runs",
                    new OptionSpec("url", "URL", "its address, with https"),
                    new OptionSpec(
                            "event", "TYPE", "run.finished, approval.requested or budget.reached; repeatable", true),
                    new OptionSpec("secret-env", "VAR", "environment variable that contains the secret"),
                    new OptionSpec("secret-file", "FILE", "file that contains the secret"),
                    new OptionSpec("paused", "", "store it without sending events")),
            CommandSpec.of("webhooks list", "", "list the webhooks"),
            CommandSpec.of("webhooks test", "NAME", "send a test event now"),
            CommandSpec.of(
                    "webhooks deliveries", "NAME", "list the events that were sent, newest first", CommandSpec.LIMIT),
            CommandSpec.of("webhooks retry", "NAME DELIVERY", "send an event again"),
            CommandSpec.of("webhooks remove", "NAME", "remove a webhook and its secret"),
            CommandSpec.of("projects list", "", "list the projects of the server"),
            CommandSpec.of(
                    "projects add",
                    "ADDRESS",
                    "add a branch of a repository on a git server: https://… or ssh://…",
                    new OptionSpec("branch", "B", "the branch (default: that of the repository)"),
                    new OptionSpec("subdirectory", "DIR", "only this part of the repository"),
                    new OptionSpec("name", "NAME", "name of the project (default: that of the repository)"),
                    TOKEN_VARIABLE,
                    TOKEN_FILE,
                    USERNAME,
                    HOST_KEY),
            CommandSpec.of(
                    "projects access",
                    "ID",
                    "show, or change, how the server gets access to a git project",
                    TOKEN_VARIABLE,
                    TOKEN_FILE,
                    USERNAME,
                    HOST_KEY),
            CommandSpec.of(
                    "projects remove",
                    "ID",
                    "delete a project, and what the server stores for it and its runs",
                    new OptionSpec("unapplied", "", "also if a run has a patch that was not applied"),
                    new OptionSpec("yes", "", "delete it; without this option it is only shown")));

    private ProjectCommandSpecs() {}
}
