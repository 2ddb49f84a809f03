package dev.codeagent.cli.command;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.settings.UserPathResolver;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.Table;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import dev.codeagent.policy.Policy;
import dev.codeagent.policy.PolicyDecision;
import dev.codeagent.policy.PolicyFile;
import dev.codeagent.policy.PolicyJson;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Implements {@code policy test} and {@code policy try}. */
final class PolicyCommands {
    private static final int MAX_CELL_LENGTH = 100;

    private final CommandContext context;
    private final Path file;

    PolicyCommands(CommandContext context) {
        this.context = context;
        this.file = UserPathResolver.inWorkingDirectory()
                .resolve("FILE", context.invocation().parameter());
    }

    ExitCode test() {
        JsonObject json = readFile();
        List<PolicyCase> cases = PolicyCase.parseAll(file, json);
        var policy = new Policy(List.of(parseRules(json)));
        int failed = 0;
        for (PolicyCase policyCase : cases) {
            PolicyDecision decision = policyCase.evaluate(policy);
            boolean passed = policyCase.matches(decision);
            failed += passed ? 0 : 1;
            printResult(policyCase, decision, passed);
        }
        if (!context.options().json()) {
            context.terminal()
                    .writeLine(
                            failed == 0 ? Style.GREEN : Style.RED,
                            cases.size() + (cases.size() == 1 ? " case, " : " cases, ") + failed + " failed");
        }
        return failed == 0 ? ExitCode.OK : ExitCode.RUN_FAILED;
    }

    private void printResult(PolicyCase policyCase, PolicyDecision decision, boolean passed) {
        if (context.options().json()) {
            context.out()
                    .println(Json.createObjectBuilder()
                            .add("case", policyCase.number())
                            .add("expected", policyCase.expect())
                            .add("decided", PolicyCase.actionName(decision))
                            .add("rule", decision.rule())
                            .add("reason", decision.reason())
                            .add("ok", passed)
                            .build());
        } else if (!passed) {
            context.terminal()
                    .writeLine(
                            Style.RED,
                            "case " + policyCase.number() + ": "
                                    + TerminalSanitizer.sanitizeLine(policyCase.describe(), MAX_CELL_LENGTH)
                                    + ": expected "
                                    + policyCase.expect() + ", but rule "
                                    + TerminalSanitizer.sanitizeLine(decision.rule(), MAX_CELL_LENGTH) + " decides "
                                    + PolicyCase.actionName(decision));
            context.terminal()
                    .writeLine(
                            Style.DIM, "  " + TerminalSanitizer.sanitizeLine(decision.reason(), MAX_CELL_LENGTH * 2));
        }
    }

    ExitCode simulate() {
        JsonObject json = readFile();
        parseRules(json);
        JsonObject simulation = context.restClientWhenReady()
                .requestObject(
                        "POST",
                        "/api/v1/policy/try",
                        Json.createObjectBuilder()
                                .add("file", json)
                                .add("runs", runLimit())
                                .build());
        JsonArray changes = simulation.getJsonArray("changes");
        if (context.options().json()) {
            changes.forEach(context.out()::println);
            return ExitCode.OK;
        }
        if (!changes.isEmpty()) {
            printChanges(changes);
        }
        context.terminal()
                .writeLine(changes.size() + " of " + simulation.getInt("calls") + " calls in "
                        + simulation.getInt("runs") + " runs would get another decision");
        return ExitCode.OK;
    }

    private void printChanges(JsonArray changes) {
        var table = new Table("RUN", "CALL", "TOOL", "ARGUMENTS", "NOW", "THEN", "RULE");
        for (JsonObject change : changes.getValuesAs(JsonObject.class)) {
            table.addRow(List.of("run", "call", "tool", "arguments", "before", "after", "rule").stream()
                    .map(field -> TerminalSanitizer.sanitizeLine(change.getString(field), MAX_CELL_LENGTH))
                    .toArray(String[]::new));
        }
        table.print(context.terminal());
    }

    private int runLimit() {
        String text = context.invocation().option("runs").orElse("20");
        if (!text.matches("\\d{1,3}") || text.equals("0")) {
            throw CliException.usageError("--runs: '" + text + "' is not a number of runs; use a number from 1 to 500");
        }
        return Integer.parseInt(text);
    }

    private JsonObject readFile() {
        try {
            return EnvelopeCodec.parse(Files.readString(file));
        } catch (IOException e) {
            throw CliException.unreadableFile(file, e);
        } catch (AgentException e) {
            throw CliException.usageError(file + ": " + e.getMessage().replaceFirst("^the message is", "the file is"));
        }
    }

    private PolicyFile parseRules(JsonObject json) {
        try {
            return PolicyJson.read("file", json);
        } catch (AgentException e) {
            throw CliException.usageError(file + ": " + e.getMessage());
        }
    }
}
