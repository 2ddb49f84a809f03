package dev.codeagent.cli.settings;

import dev.codeagent.cli.settings.CommandSpec.OptionSpec;
import java.util.List;

/** The commands about runs: lists, results, costs and approvals. */
final class RunCommandSpecs {
    private static final OptionSpec ALL_PROJECTS = new OptionSpec("all", "", "of all projects");

    static final List<CommandSpec> RUNS = List.of(
            CommandSpec.of(
                    "runs",
                    "",
                    "list the runs of the current project, newest first",
                    ALL_PROJECTS,
                    new OptionSpec("state", "STATE", "only these: " + String.join(",", CommandSpec.RUN_STATES)),
                    new OptionSpec(
                            "patch", "STATE", "only with such a patch: " + String.join(",", CommandSpec.PATCH_STATES)),
                    new OptionSpec("session", "ID", "only runs of this conversation"),
                    CommandSpec.LIMIT,
                    new OptionSpec("cursor", "RUN", "only older runs than this one: the next page")),
            CommandSpec.of(
                    "sessions",
                    "",
                    "list the conversations of the current project",
                    ALL_PROJECTS,
                    CommandSpec.LIMIT,
                    new OptionSpec("cursor", "SESSION", "only after this one: the next page")),
            CommandSpec.of(
                    "show",
                    "RUN",
                    "print everything about a run; RUN is its id, the beginning of its id, or 'last'",
                    new OptionSpec("report", "", "as Markdown")),
            CommandSpec.of(
                    "attach",
                    "RUN",
                    "follow a run from its first event; Ctrl-C detaches and does not cancel",
                    new OptionSpec("from-now", "", "leave out what has happened already")),
            CommandSpec.of(
                    "diff",
                    "RUN",
                    "print what a run changed",
                    new OptionSpec("hunks", "", "print numbered hunks, which `apply` accepts")),
            CommandSpec.of(
                    "apply",
                    "RUN",
                    "apply a run's changes, or parts of them, to your working tree",
                    new OptionSpec("file", "PATH", "only this file; repeatable", true),
                    new OptionSpec("hunk", "PATH:N", "only this hunk, or several: PATH:1,3; repeatable", true)),
            CommandSpec.of(
                    "undo",
                    "RUN [STEP|CALL]",
                    "undo a step or call on the run's branch (default: the last step)",
                    new OptionSpec("everything-since", "", "also undo all later changes")),
            CommandSpec.of("discard", "RUN", "delete a run's branch"),
            CommandSpec.of(
                    "push",
                    "RUN",
                    "push a run's branch to the git server of its project",
                    new OptionSpec("yes", "", "push it; without this option it is only shown")),
            CommandSpec.of(
                    "pr",
                    "RUN",
                    "push a run's branch and create a pull request for it",
                    new OptionSpec("text", "", "only print title and description, and send nothing"),
                    new OptionSpec("yes", "", "create it; without this option it is only shown"),
                    new OptionSpec("title", "TEXT", "another title than the request of the run"),
                    new OptionSpec("base", "BRANCH", "the branch that gets the changes (default: the server's)"),
                    new OptionSpec("draft", "", "reviewers should wait")),
            CommandSpec.of("cancel", "RUN", "cancel a run"),
            CommandSpec.of(
                    "clean",
                    "[RUN]",
                    "show what ended runs occupy on disks, and free it",
                    new OptionSpec("yes", "", "free it; without this option it is only shown"),
                    new OptionSpec("older-than", "TIME", "only runs that ended before that time, for example 7d"),
                    new OptionSpec("unapplied", "", "also runs whose patch is not applied; their branches stay")),
            CommandSpec.of(
                    "usage",
                    "",
                    "show tokens and costs of model calls",
                    new OptionSpec("by", "GROUP", "run, agent, project, caller, day, provider, model or call"),
                    new OptionSpec("run", "RUN", "only this run"),
                    new OptionSpec("caller", "NAME", "only runs of this caller"),
                    new OptionSpec("from", "DAY", "from this day on, for example 2026-11-01 (UTC)"),
                    new OptionSpec("to", "DAY", "up to this day"),
                    new OptionSpec("limit", "N", "number of lines (default: 100)")),
            CommandSpec.of("budgets list", "", "list the budgets and what is spent of them"),
            CommandSpec.of("budgets set", "BUDGET USD", "set a limit: run/RUN, project/ID, caller/NAME or server"),
            CommandSpec.of("budgets remove", "BUDGET", "remove a limit"));

    static final List<CommandSpec> APPROVALS = List.of(
            CommandSpec.of("approvals", "", "list the tool calls that wait for approval"),
            CommandSpec.of(
                    "approve",
                    "ID",
                    "approve a tool call; ID is the approval's or the run's",
                    new OptionSpec("session", "", "also for the same call in the whole session"),
                    new OptionSpec("rule", "", "store a rule for the same call in all project runs")),
            CommandSpec.of(
                    "deny",
                    "ID",
                    "deny a tool call; the run continues without it",
                    new OptionSpec("session", "", "also for the same call in the whole session"),
                    new OptionSpec("rule", "", "store a rule for the same call in all project runs")));

    private RunCommandSpecs() {}
}
