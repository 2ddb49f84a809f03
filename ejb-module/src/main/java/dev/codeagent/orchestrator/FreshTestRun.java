package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.run.Verdict;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.sandbox.ProjectInfo;
import dev.codeagent.sandbox.ProjectPreparer;
import dev.codeagent.sandbox.Sandbox;
import jakarta.json.Json;
import java.util.List;
import java.util.Optional;

/**
 * Runs the tests on a fresh checkout, without network. Dependencies are installed again from the caches that the preparation has
 * filled.
 *
 * @param setupCommands the project's own commands, which run before the tests, as in the preparation
 */
record FreshTestRun(ProjectPreparer preparer, List<String> setupCommands) {
    private static final int LAST_LINES = 5;

    /**
     * The result of the tests.
     *
     * @param report empty if no test could run
     * @param problem what may have been missing; empty if nothing was
     */
    record Result(Optional<TestReport> report, String problem) {
        static Result failed(String reason) {
            return new Result(Optional.empty(), "the branch could not be tested on a fresh checkout: " + reason);
        }

        /** Whether the report says something about the change. Failures count only if nothing was missing. */
        boolean isConclusive(TestReport before) {
            return report.isPresent()
                    && (problem.isEmpty()
                            || Verdict.compare(before, report.get(), List.of()).green());
        }
    }

    Result run(Sandbox sandbox, String callId) {
        ProjectInfo projectInfo = sandbox.projectInfo();
        String problem = runSetupCommands(sandbox, callId);
        try {
            return preparer.runTests(projectInfo, sandbox, callId)
                    .map(report -> new Result(Optional.of(report), problem))
                    .orElseGet(() -> Result.failed("it has no tests that can be run"));
        } catch (AgentException e) {
            if (e.code() == ErrorCode.PREPARE_FAILED) {
                return Result.failed("what the tests need is not in the project's cache, which the preparation filled: "
                        + lastLines(e.getMessage()));
            }
            throw e;
        }
    }

    /** Returns what failed; empty if nothing did. */
    private String runSetupCommands(Sandbox sandbox, String callId) {
        for (int i = 0; i < setupCommands.size(); i++) {
            ToolResult result = sandbox.call(new ToolCall(
                    callId + "-own-" + i,
                    "run_command",
                    Json.createObjectBuilder()
                            .add("command", setupCommands.get(i))
                            .build()));
            if (result.outcome() != ToolResult.Outcome.OK) {
                return "the branch could not be tested on a fresh checkout: the project's own command '"
                        + setupCommands.get(i) + "' failed there, without network: " + lastLines(result.text());
            }
        }
        return "";
    }

    private static String lastLines(String text) {
        List<String> lines = text.strip().lines().toList();
        return String.join(" / ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }
}
