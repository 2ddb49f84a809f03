package dev.codeagent.cli.command;

import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;

/** Finds what a command does. */
public final class Commands {
    private Commands() {}

    public static ExitCode run(Desk desk) {
        return find(desk).run();
    }

    private static Command find(Desk desk) {
        return switch (desk.invocation().command()) {
            case "up" -> new ServerCommands(desk)::up;
            case "down" -> new ServerCommands(desk)::down;
            case "status" -> new ServerCommands(desk)::status;
            case "dev" -> new DevCommand(desk)::run;
            case "demo" -> new DemoCommand(desk)::run;
            case "doctor" -> new DoctorCommand(desk)::run;
            case "fake-model" -> new FakeModelCommand(desk)::run;
            case "llm" -> new LlmCommand(desk)::run;
            case "providers add" -> new ProviderCommands(desk)::add;
            case "providers list" -> new ProviderCommands(desk)::list;
            case "providers test" -> new ProviderCommands(desk)::test;
            case "runs" -> new RunCommands(desk)::runs;
            case "diff" ->
                desk.invocation().flag("hunks").isPresent()
                        ? new PatchCommands(desk)::hunks
                        : new RunCommands(desk)::diff;
            case "apply" -> new PatchCommands(desk)::apply;
            case "undo" -> new PatchCommands(desk)::undo;
            case "discard" -> () -> new RunCommands(desk).handle("discard", "discarded");
            case "cancel" -> () -> new RunCommands(desk).handle("cancel", "asked to end");
            case "approvals" -> new ApprovalCommands(desk)::list;
            case "approve" -> () -> new ApprovalCommands(desk).answer("approve", "approved");
            case "deny" -> () -> new ApprovalCommands(desk).answer("deny", "denied");
            case "policy test" -> new PolicyCommands(desk)::test;
            case "policy try" -> new PolicyCommands(desk)::tryOut;
            case "/plan", "/code", "/review", "/test", "/document", "/build" -> new SlashCommands(desk)::run;
            case "/help" -> new SlashCommands(desk)::help;
            default -> throw CliFailure.usage("no command '" + desk.invocation().command() + "'");
        };
    }
}
