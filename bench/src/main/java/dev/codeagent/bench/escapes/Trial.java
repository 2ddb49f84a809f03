package dev.codeagent.bench.escapes;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.tools.ToolResult;
import jakarta.json.Json;
import java.io.IOException;
import java.util.Set;

/** Makes one case's steps in a yard, and judges. */
final class Trial {
    private static final Set<Integer> NOT_RUN = Set.of(126, 127);
    private static final long SERVER_SECONDS = 60;
    /** For the executor's own limit, which is to come first. */
    private static final long MARGIN = 15;

    private final Yard yard;
    private final Judge judge;
    private final Attempt attempt;
    private final StringBuilder output = new StringBuilder();
    private String untried = "";
    private boolean hung;
    private boolean broken;

    Trial(Yard yard, Judge judge, Attempt attempt) {
        this.yard = yard;
        this.judge = judge;
        this.attempt = attempt;
    }

    Verdict run() throws IOException, InterruptedException {
        try {
            for (Step step : attempt.tried().steps()) {
                switch (step) {
                    case Step.Setup setup -> setup(setup);
                    case Step.Call call -> call(call);
                    case Step.Server server -> server(server);
                }
                if (!untried.isEmpty()) {
                    break;
                }
            }
        } catch (Yard.Hang e) {
            hung = true;
            broken = true;
        } catch (AgentException e) {
            broken = true;
            output.append(e.getMessage());
            if (!attempt.tried().alone()) {
                untried = "the sandbox failed: " + e.getMessage();
            }
        }
        Set<Sign> signs = judge.signs(attempt, output.toString(), Judge.terminal(output.toString()), !hung);
        if (!broken && callsEnded() && judge.outlives(attempt)) {
            signs.add(Sign.OUTLIVES);
        }
        return new Verdict(attempt.tried(), signs, signs.isEmpty() ? untried : "", last());
    }

    /** Whether the yard is of no use any more. */
    boolean broken() {
        return broken;
    }

    private boolean callsEnded() {
        return attempt.tried().steps().stream()
                .noneMatch(s -> s instanceof Step.Call call && call.tool().equals("process_start"));
    }

    private void setup(Step.Setup setup) {
        ToolResult result = command(setup.command());
        if (result.structured().getInt("exitCode", -1) != 0) {
            untried = "its set-up failed: " + result.text().strip().replace('\n', ' ');
        }
    }

    private ToolResult command(String command) {
        var arguments = Json.createObjectBuilder()
                .add("command", attempt.command(command))
                .add("timeout", attempt.tried().limit().toSeconds())
                .build();
        return yard.call("run_command", arguments, attempt.tried().limit().toSeconds() + MARGIN);
    }

    private void call(Step.Call call) {
        String tool = attempt.words().in(call.tool());
        for (int i = 0; i < call.times(); i++) {
            ToolResult result = tool.equals("run_command") && call.arguments().size() == 1
                    ? command(call.arguments().get("command").toString())
                    : yard.call(
                            tool,
                            call.json(attempt.words()),
                            attempt.tried().limit().toSeconds() + MARGIN);
            output.append(result.text())
                    .append('\n')
                    .append(result.structured())
                    .append('\n');
            if (result.text().startsWith("no tool '")) {
                untried = "the executor has no tool " + tool;
            } else if (NOT_RUN.contains(result.structured().getInt("exitCode", 0))) {
                untried = "a program is missing: " + result.text().strip();
            }
        }
    }

    private void server(Step.Server step) {
        try {
            output.append(yard.server(step, SERVER_SECONDS));
        } catch (AgentException e) {
            // A refusal holds; only a sandbox that does not open again leaves nothing to go on with.
            output.append(e.getMessage());
            broken |= e.code() == ErrorCode.SANDBOX_FAILED;
        }
    }

    private String last() {
        String text = output.toString().strip();
        int from = Math.max(0, text.length() - 300);
        return text.substring(from);
    }
}
