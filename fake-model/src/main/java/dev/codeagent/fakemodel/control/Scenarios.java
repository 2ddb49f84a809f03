package dev.codeagent.fakemodel.control;

import dev.codeagent.fakemodel.script.Script;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The scenarios of the script, and those that the control API set for a key. */
public final class Scenarios {
    private final Script script;
    private final Map<String, Script.Scenario> byKey = new ConcurrentHashMap<>();

    public Scenarios(Script script) {
        this.script = script;
    }

    void set(String key, Script.Scenario scenario) {
        byKey.put(key, scenario);
    }

    void clear(String key) {
        byKey.remove(key);
    }

    public Optional<Script.Scenario> find(String key) {
        return Optional.ofNullable(byKey.get(key)).or(() -> script.scenario(key));
    }
}
