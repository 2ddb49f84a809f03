package dev.codeagent.agents;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunEvent.ToolCalled;
import java.util.List;

/** The limits of an agent in one step: its turns, and how often it may repeat the same tool calls. */
record LoopLimits(int maxTurns, int maxRepeats) {
    private static final int MAX_CUT = 3;

    void check(String step, List<RecordedTurn> turns) {
        if (turns.size() >= maxTurns) {
            throw new AgentException(
                    ErrorCode.STEP_LIMIT,
                    "step " + step + " used its " + maxTurns + " turns; raise maxTurns of the agent, or ask for less");
        }
        int cut = 0;
        while (cut < turns.size() && turns.get(turns.size() - 1 - cut).isCut()) {
            cut++;
        }
        if (cut >= MAX_CUT) {
            throw new AgentException(
                    ErrorCode.AGENT_STUCK,
                    "step " + step + ": the limit of tokens cut the model's answer " + cut
                            + " times in a row; raise the limit of the model server, use another model, or ask for less");
        }
        int repeats = 0;
        for (int i = turns.size() - 1; i > 0 && hasSameToolCalls(turns.get(i), turns.get(i - 1)); i--) {
            repeats++;
        }
        if (repeats >= maxRepeats) {
            throw new AgentException(
                    ErrorCode.AGENT_STUCK,
                    "step " + step + " made the same tool calls " + (repeats + 1)
                            + " times in a row; the model is stuck");
        }
    }

    private static boolean hasSameToolCalls(RecordedTurn a, RecordedTurn b) {
        return !a.toolCalls().isEmpty() && signature(a).equals(signature(b));
    }

    private static List<String> signature(RecordedTurn turn) {
        return turn.toolCalls().stream().map(LoopLimits::signature).toList();
    }

    private static String signature(ToolCalled call) {
        return call.tool() + " " + call.arguments();
    }
}
