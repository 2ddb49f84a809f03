package dev.codeagent.cli.command;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.policy.Decision;
import dev.codeagent.api.policy.Policy;
import dev.codeagent.api.policy.RuleFile;
import dev.codeagent.api.wire.PolicyText;
import dev.codeagent.api.wire.WireCodec;
import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;
import dev.codeagent.cli.settings.UserPaths;
import dev.codeagent.cli.terminal.SafeText;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.Table;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** policy test, policy try. */
final class PolicyCommands {
    private static final int LINE = 100;

    private final Desk desk;
    private final Path file;

    PolicyCommands(Desk desk) {
        this.desk = desk;
        this.file = UserPaths.here().resolve("FILE", desk.invocation().word());
    }

    ExitCode test() {
        JsonObject json = read();
        List<PolicyCase> cases = PolicyCase.all(file, json);
        var policy = new Policy(List.of(rules(json)));
        int failed = 0;
        for (PolicyCase one : cases) {
            Decision decision = one.decide(policy);
            boolean right = one.expects(decision);
            failed += right ? 0 : 1;
            show(one, decision, right);
        }
        if (!desk.options().json()) {
            desk.screen()
                    .line(
                            failed == 0 ? Style.GREEN : Style.RED,
                            cases.size() + (cases.size() == 1 ? " case, " : " cases, ") + failed + " wrong");
        }
        return failed == 0 ? ExitCode.OK : ExitCode.RUN_FAILED;
    }

    private void show(PolicyCase one, Decision decision, boolean right) {
        if (desk.options().json()) {
            desk.out()
                    .println(Json.createObjectBuilder()
                            .add("case", one.number())
                            .add("expected", one.expect())
                            .add("decided", PolicyCase.name(decision))
                            .add("rule", decision.rule())
                            .add("reason", decision.reason())
                            .add("ok", right)
                            .build());
        } else if (!right) {
            desk.screen()
                    .line(
                            Style.RED,
                            "case " + one.number() + ": " + SafeText.line(one.shown(), LINE) + " should "
                                    + one.expect() + ", but rule " + SafeText.line(decision.rule(), LINE) + " says "
                                    + PolicyCase.name(decision));
            desk.screen().line(Style.DIM, "  " + SafeText.line(decision.reason(), LINE * 2));
        }
    }

    ExitCode tryOut() {
        JsonObject json = read();
        rules(json);
        JsonObject trial = desk.api()
                .object(
                        "POST",
                        "/api/v1/policy/try",
                        Json.createObjectBuilder()
                                .add("file", json)
                                .add("runs", runs())
                                .build());
        JsonArray changes = trial.getJsonArray("changes");
        if (desk.options().json()) {
            changes.forEach(desk.out()::println);
            return ExitCode.OK;
        }
        if (!changes.isEmpty()) {
            print(changes);
        }
        desk.screen()
                .line(changes.size() + " of " + trial.getInt("calls") + " calls in " + trial.getInt("runs")
                        + " runs would come out otherwise");
        return ExitCode.OK;
    }

    private void print(JsonArray changes) {
        var table = new Table("RUN", "CALL", "TOOL", "ARGUMENTS", "NOW", "THEN", "RULE");
        for (JsonObject change : changes.getValuesAs(JsonObject.class)) {
            table.row(List.of("run", "call", "tool", "arguments", "before", "after", "rule").stream()
                    .map(field -> SafeText.line(change.getString(field), LINE))
                    .toArray(String[]::new));
        }
        table.print(desk.screen());
    }

    private int runs() {
        String text = desk.invocation().flag("runs").orElse("20");
        if (!text.matches("\\d{1,3}") || text.equals("0")) {
            throw CliFailure.usage("--runs is '" + text + "'; it must be a number from 1 to 500");
        }
        return Integer.parseInt(text);
    }

    private JsonObject read() {
        try {
            return WireCodec.parse(Files.readString(file));
        } catch (IOException e) {
            throw CliFailure.usage("cannot read " + file + ": " + e.getMessage());
        } catch (AgentException e) {
            throw CliFailure.usage(file + ": " + e.getMessage().replaceFirst("^the message is", "the file is"));
        }
    }

    private RuleFile rules(JsonObject json) {
        try {
            return PolicyText.read("file", json);
        } catch (AgentException e) {
            throw CliFailure.usage(file + ": " + e.getMessage());
        }
    }
}
