package dev.codeagent.fakemodel.script;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All answers of the server: for each API key, agent and round the turns in order. */
public record Script(Optional<String> requireKey, List<ScriptedModel> models, Map<String, Scenario> scenarios) {
    static final String ANY = "*";

    public Script {
        models = List.copyOf(models);
        scenarios = Map.copyOf(scenarios);
    }

    /**
     * The turns of one key, by agent ({@code coding}) and by later round ({@code coding#2}). A {@code strict} scenario
     * refuses histories that real servers of some vendors refuse: other ids, lost reasoning, broken arguments.
     */
    public record Scenario(Map<String, List<Turn>> agents, boolean strict) {
        public Scenario {
            agents = Map.copyOf(agents);
        }

        /** Returns the turns of an agent's round, or those for any agent. */
        public Optional<List<Turn>> turns(String agentRound) {
            return Optional.ofNullable(agents.getOrDefault(agentRound, agents.get(ANY)));
        }
    }

    /** Returns the scenario of the key, or the one for any key. */
    public Optional<Scenario> scenario(String key) {
        return Optional.ofNullable(scenarios.getOrDefault(key, scenarios.get(ANY)));
    }
}
