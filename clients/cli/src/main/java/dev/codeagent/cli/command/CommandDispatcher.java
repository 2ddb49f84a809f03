package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import java.util.function.Supplier;

/** Maps the name of a command to its implementation. */
public final class CommandDispatcher {
    private CommandDispatcher() {}

    public static ExitCode dispatch(CommandContext context) {
        return resolve(context).get();
    }

    private static Supplier<ExitCode> resolve(CommandContext context) {
        return switch (context.invocation().command()) {
            case "up" -> new ServerCommands(context)::up;
            case "down" -> new ServerCommands(context)::down;
            case "status" -> new ServerCommands(context)::status;
            case "dev" -> new DevCommand(context)::run;
            case "demo" -> new DemoCommand(context)::run;
            case "doctor" -> new DoctorCommand(context)::run;
            case "conformance" -> new ConformanceCommand(context)::run;
            case "fake-model" -> new FakeModelCommand(context)::run;
            case "llm" -> new LlmCommand(context)::run;
            case "providers add" -> new ProviderCommands(context)::add;
            case "providers list" -> new ProviderCommands(context)::list;
            case "providers show" -> new ProviderCommands(context)::show;
            case "providers test" -> new ProviderCommands(context)::test;
            case "providers remove" -> new ProviderCommands(context)::remove;
            case "providers rotate" -> new ProviderCommands(context)::rotate;
            case "models list" -> new ModelCommands(context)::list;
            case "models search" -> new ModelCommands(context)::search;
            case "models pull" -> new PullCommand(context)::run;
            case "models remove" -> new ModelCommands(context)::remove;
            case "models refresh" -> new ModelCommands(context)::refresh;
            case "projects list" -> new ProjectCommands(context)::list;
            case "projects add" -> new ProjectCommands(context)::add;
            case "projects access" -> new ProjectCommands(context)::access;
            case "projects remove" -> new ProjectCommands(context)::remove;
            case "usage" -> new UsageCommand(context)::run;
            case "budgets list" -> new BudgetCommands(context)::list;
            case "budgets set" -> new BudgetCommands(context)::set;
            case "budgets remove" -> new BudgetCommands(context)::remove;
            case "remote set" -> new PublishingCommands(context)::setRemote;
            case "remote show" -> new PublishingCommands(context)::showRemote;
            case "remote remove" -> new PublishingCommands(context)::removeRemote;
            case "push" -> new PublishingCommands(context)::push;
            case "pr" -> new PublishingCommands(context)::pullRequest;
            case "webhooks add" -> new WebhookCommands(context)::add;
            case "webhooks list" -> new WebhookCommands(context)::list;
            case "webhooks test" -> new WebhookCommands(context)::test;
            case "webhooks deliveries" -> new WebhookCommands(context)::deliveries;
            case "webhooks retry" -> new WebhookCommands(context)::retry;
            case "webhooks remove" -> new WebhookCommands(context)::remove;
            case "runs" -> new RunListCommands(context)::listRuns;
            case "sessions" -> new RunListCommands(context)::listSessions;
            case "show" -> new ShowCommand(context)::run;
            case "attach" -> new RunCommands(context)::attach;
            case "completion" -> new CompletionCommand(context)::run;
            case "diff" ->
                context.invocation().option("hunks").isPresent()
                        ? new PatchCommands(context)::printHunks
                        : new RunCommands(context)::diff;
            case "apply" -> new PatchCommands(context)::apply;
            case "undo" -> new PatchCommands(context)::undo;
            case "discard" -> new RunCommands(context)::discard;
            case "clean" -> new CleanCommand(context)::run;
            case "cancel" -> new RunCommands(context)::cancel;
            case "approvals" -> new ApprovalCommands(context)::list;
            case "approve" -> () -> new ApprovalCommands(context).decide("approve", "approved");
            case "deny" -> () -> new ApprovalCommands(context).decide("deny", "denied");
            case "policy test" -> new PolicyCommands(context)::test;
            case "policy try" -> new PolicyCommands(context)::simulate;
            case "/plan", "/code", "/review", "/test", "/document", "/build" -> new SlashCommands(context)::run;
            case "/help" -> new SlashCommands(context)::help;
            default ->
                throw CliException.usageError(
                        "unknown command '" + context.invocation().command() + "'");
        };
    }
}
