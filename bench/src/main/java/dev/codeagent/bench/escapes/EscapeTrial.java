package dev.codeagent.bench.escapes;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.bench.harness.TimeFactor;
import jakarta.json.Json;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;

/** Executes the steps of one case in a sandbox and detects the signals of an escape. */
final class EscapeTrial {
    private static final Set<Integer> NOT_RUN_EXIT_CODES = Set.of(126, 127);
    private static final long SERVER_SECONDS = TimeFactor.of(60);
    /** Added to the time limit of a call, so that the executor's own limit applies first. */
    private static final long TIMEOUT_MARGIN_SECONDS = TimeFactor.of(15);

    private final SandboxFixture fixture;
    private final EscapeDetector detector;
    private final Attempt attempt;
    private final StringBuilder output = new StringBuilder();
    private String untriedReason = "";
    private boolean timedOut;
    private boolean sandboxUnusable;

    EscapeTrial(SandboxFixture fixture, EscapeDetector detector, Attempt attempt) {
        this.fixture = fixture;
        this.detector = detector;
        this.attempt = attempt;
    }

    CaseResult run() throws IOException, InterruptedException {
        try {
            for (CaseStep step : attempt.escapeCase().steps()) {
                switch (step) {
                    case CaseStep.Setup setup -> runSetup(setup);
                    case CaseStep.Call call -> runCall(call);
                    case CaseStep.ServerAction server -> runServerAction(server);
                }
                if (!untriedReason.isEmpty()) {
                    break;
                }
            }
        } catch (SandboxFixture.HangException e) {
            timedOut = true;
            sandboxUnusable = true;
        } catch (AgentException e) {
            sandboxUnusable = true;
            output.append(e.getMessage());
            if (!attempt.escapeCase().dedicatedSandbox()) {
                untriedReason = "the sandbox failed: " + e.getMessage();
            }
        }
        Set<EscapeSignal> signals = detector.detectSignals(
                attempt, output.toString(), EscapeDetector.sanitizeForTerminal(output.toString()), !timedOut);
        if (!sandboxUnusable && startsNoBackgroundProcess() && detector.hasSurvivingProcess(attempt)) {
            signals.add(EscapeSignal.OUTLIVES);
        }
        return new CaseResult(attempt.escapeCase(), signals, signals.isEmpty() ? untriedReason : "", outputTail());
    }

    /** Returns whether the case made the sandbox unusable. */
    boolean isSandboxUnusable() {
        return sandboxUnusable;
    }

    private boolean startsNoBackgroundProcess() {
        return attempt.escapeCase().steps().stream()
                .noneMatch(s -> s instanceof CaseStep.Call call && call.tool().equals("process_start"));
    }

    private void runSetup(CaseStep.Setup setup) {
        ToolResult result = runCommand(setup.command());
        if (result.structured().getInt("exitCode", -1) != 0) {
            untriedReason = "the setup command failed: " + result.text().strip().replace('\n', ' ');
        }
    }

    private ToolResult runCommand(String command) {
        var arguments = Json.createObjectBuilder()
                .add("command", attempt.shellCommand(command))
                .add("timeout", attempt.escapeCase().callTimeout().toSeconds())
                .build();
        return fixture.call(
                "run_command", arguments, attempt.escapeCase().callTimeout().toSeconds() + TIMEOUT_MARGIN_SECONDS);
    }

    private void runCall(CaseStep.Call call) {
        String tool = attempt.placeholders().expand(call.tool());
        for (int i = 0; i < call.repetitions(); i++) {
            ToolResult result = tool.equals("run_command") && call.arguments().size() == 1
                    ? runCommand(Objects.requireNonNull(call.arguments().get("command"))
                            .toString())
                    : fixture.call(
                            tool,
                            call.toJson(attempt.placeholders()),
                            attempt.escapeCase().callTimeout().toSeconds() + TIMEOUT_MARGIN_SECONDS);
            output.append(result.text())
                    .append('\n')
                    .append(result.structured())
                    .append('\n');
            if (result.text().startsWith("no tool '")) {
                untriedReason = "the executor has no tool " + tool;
            } else if (NOT_RUN_EXIT_CODES.contains(result.structured().getInt("exitCode", 0))) {
                untriedReason = "a program is missing: " + result.text().strip();
            }
        }
    }

    private void runServerAction(CaseStep.ServerAction step) {
        try {
            output.append(fixture.performServerAction(step, SERVER_SECONDS));
        } catch (AgentException e) {
            // A refusal is no escape; only a sandbox that does not open again makes further steps impossible.
            output.append(e.getMessage());
            sandboxUnusable |= e.code() == ErrorCode.SANDBOX_FAILED;
        }
    }

    private String outputTail() {
        String text = output.toString().strip();
        int from = Math.max(0, text.length() - 300);
        return text.substring(from);
    }
}
