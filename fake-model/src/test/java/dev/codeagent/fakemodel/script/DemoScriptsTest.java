package dev.codeagent.fakemodel.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoScriptsTest {
    @ParameterizedTest
    @ValueSource(strings = {"script.json", "script-cheats.json"})
    void demoScriptsHaveTurnsForAllFiveAgents(String name) {
        Script script = ScriptReader.read(Path.of("../demo").resolve(name));

        assertThat(script.scenario("any").orElseThrow().agents())
                .containsOnlyKeys("planning", "coding", "review", "testing", "documentation");
    }
}
