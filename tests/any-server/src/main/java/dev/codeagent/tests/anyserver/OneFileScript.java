package dev.codeagent.tests.anyserver;

import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedCall;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;

/** A model that writes the file {@code src/new.txt} for {@code /code}, and needs some seconds for {@code /plan}. */
public final class OneFileScript {
    private OneFileScript() {}

    public static JsonObject create(String content) {
        var quick = new Pacing(100, 0);
        ScriptedCall write = ScriptedCall.of("write_file", "path", "src/new.txt", "content", content);
        return ModelScripts.script(Map.of(
                "*",
                ModelScripts.scenario(
                        Map.of(
                                "coding",
                                List.of(
                                        new ScriptedTurn("I write it.", quick, List.of(write)),
                                        new ScriptedTurn("It is written.", quick, List.of())),
                                "planning",
                                List.of(new ScriptedTurn(
                                        "This takes its time. ".repeat(400), new Pacing(10, 100), List.of()))),
                        false)));
    }
}
