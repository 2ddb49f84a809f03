package dev.codeagent.fakemodel;

import dev.codeagent.fakemodel.control.Scenarios;
import dev.codeagent.fakemodel.script.Script;
import dev.codeagent.fakemodel.script.Turn;
import dev.codeagent.fakemodel.wire.Conversation;
import dev.codeagent.fakemodel.wire.RequestException;
import java.util.List;
import java.util.TreeSet;

/** Selects the turn for a request. The selection depends only on the request. */
final class TurnSelector {
    private final Scenarios scenarios;

    TurnSelector(Scenarios scenarios) {
        this.scenarios = scenarios;
    }

    /** The selected turn with its place in the scenario; {@code turns} are all of the agent's round. */
    record Selection(String agent, int round, List<Turn> turns, int index, boolean strict) {
        Turn turn() {
            return turns.get(index);
        }

        /** Returns the prefix of the ids of a turn's calls. */
        String callPrefix(int turnIndex) {
            return "call_" + (agent.isEmpty() ? "any" : agent) + "_" + round + "_" + (turnIndex + 1) + "_";
        }

        String location() {
            return TurnSelector.location(agent, round, index);
        }
    }

    private static String location(String agent, int round, int index) {
        String agentRound = agentRound(agent, round);
        return "turn " + (index + 1) + " of " + (agentRound.isEmpty() ? "a request without agent" : agentRound);
    }

    private static String agentRound(String agent, int round) {
        return round > 1 ? agent + "#" + round : agent;
    }

    Selection select(String key, Conversation conversation) {
        String agent = conversation.agent();
        int round = conversation.round();
        int index = conversation.turns().size();
        String location = location(agent, round, index);
        Script.Scenario scenario = scenarios
                .find(key)
                .orElseThrow(() -> RequestException.unexpected(
                        location + ": the script has no scenario for this key, and none for \"*\""));
        List<Turn> turns = scenario.turns(agentRound(agent, round))
                .orElseThrow(() -> RequestException.unexpected(location + ": the scenario has no turns for it; it has "
                        + String.join(", ", new TreeSet<>(scenario.agents().keySet()))));
        if (index >= turns.size()) {
            throw RequestException.unexpected(location + ": the scenario has only " + turns.size()
                    + " turns; add a turn if the last one calls a tool,"
                    + " or check that the request belongs to this script");
        }
        turns.get(index)
                .expectation()
                .findMismatch(conversation.toolResults(), String.join("\n", conversation.lastMessages()))
                .ifPresent(problem -> {
                    throw RequestException.unexpected(location + ": " + problem);
                });
        return new Selection(agent, round, turns, index, scenario.strict());
    }
}
