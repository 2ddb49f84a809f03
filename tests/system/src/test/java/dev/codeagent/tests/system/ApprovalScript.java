package dev.codeagent.tests.system;

import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedCall;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;

/** The model of {@link ApprovalTest}. */
final class ApprovalScript {
    private ApprovalScript() {}

    static JsonObject create() {
        var pacing = new Pacing(100, 0);
        var done = new ScriptedTurn("It is done.", pacing, List.of());
        ScriptedCall touch = ScriptedCall.of("run_command", "command", "touch made.txt");
        var write = List.of(
                ScriptedCall.of("write_file", "path", "made.txt", "content", "made"),
                ScriptedCall.of("run_command", "command", "java -version; echo $JAVA_HOME"));
        var sneak = List.of(
                ScriptedCall.of("write_file", "path", ".codeagent/policy.json", "content", "{\"rules\": []}"),
                ScriptedCall.of("run_command", "command", "echo $(r\"m\" README.md)"),
                ScriptedCall.of("run_command", "command", "X=rm; $X README.md"),
                ScriptedCall.of("run_command", "command", "ls"));
        return ModelScripts.script(Map.of(
                "touch",
                        ModelScripts.scenario(
                                Map.of(
                                        "coding",
                                        List.of(new ScriptedTurn("I touch it.", pacing, List.of(touch)), done)),
                                false),
                "sneak",
                        ModelScripts.scenario(
                                Map.of("coding", List.of(new ScriptedTurn("I sneak.", pacing, sneak), done)), false),
                "write",
                        ModelScripts.scenario(
                                Map.of("coding", List.of(new ScriptedTurn("I write it.", pacing, write), done)), false),
                "quiet", ModelScripts.scenario(Map.of("coding", List.of(done)), false)));
    }
}
