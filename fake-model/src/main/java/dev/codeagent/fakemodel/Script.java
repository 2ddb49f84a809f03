package dev.codeagent.fakemodel;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All answers of the server: for each API key, agent and round the turns in order. */
record Script(Optional<String> requireKey, List<String> models, Map<String, Scenario> scenarios) {
    static final String ANY = "*";

    Script {
        models = List.copyOf(models);
        scenarios = Map.copyOf(scenarios);
    }

    /** The turns of one key, by agent ({@code coding}) and by later round ({@code coding#2}). */
    record Scenario(Map<String, List<Turn>> agents) {
        Scenario {
            agents = Map.copyOf(agents);
        }

        Optional<List<Turn>> turns(String agentRound) {
            return Optional.ofNullable(agents.getOrDefault(agentRound, agents.get(ANY)));
        }
    }

    /** Returns the scenario of the key, or the one for any key. */
    Optional<Scenario> scenario(String key) {
        return Optional.ofNullable(scenarios.getOrDefault(key, scenarios.get(ANY)));
    }
}
