package dev.codeagent.bench.drops;

import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedCall;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Model script of one run: five agents with a few long turns each and tool calls that read and write. */
record SlowScript(Map<String, List<ScriptedTurn>> agents) {
    private static final Pacing PACING = new Pacing(36, 60);
    private static final int CHARS = 1_100;

    static SlowScript of(Random random) {
        var agents = new LinkedHashMap<String, List<ScriptedTurn>>();
        agents.put(
                "planning",
                turns(random, ScriptedCall.of("list_files"), ScriptedCall.of("read_file", "path", "README.md")));
        agents.put("coding", turns(random, write("src/one.txt"), write("src/two.txt"), ScriptedCall.of("git_diff")));
        agents.put("review", approved(turns(random, ScriptedCall.of("git_diff"))));
        agents.put("testing", turns(random, ScriptedCall.of("run_command", "command", "ls")));
        agents.put("documentation", turns(random, write("NOTES.md")));
        return new SlowScript(agents);
    }

    /** Without a clear verdict the change would go back to coding. */
    private static List<ScriptedTurn> approved(List<ScriptedTurn> turns) {
        ScriptedTurn last = turns.removeLast();
        turns.add(new ScriptedTurn(last.text() + "\nverdict: approve", last.pacing(), last.calls()));
        return turns;
    }

    private static ScriptedCall write(String path) {
        return ScriptedCall.of("write_file", "path", path, "content", path + "\n");
    }

    private static List<ScriptedTurn> turns(Random random, ScriptedCall... calls) {
        var turns = new ArrayList<ScriptedTurn>();
        for (ScriptedCall call : calls) {
            turns.add(new ScriptedTurn(ModelScripts.randomText(CHARS, random), PACING, List.of(call)));
        }
        turns.add(new ScriptedTurn(ModelScripts.randomText(CHARS, random), PACING, List.of()));
        return turns;
    }

    JsonObject scenario() {
        return ModelScripts.scenario(agents, false);
    }

    /** Returns the texts in the order in which the agents produce them. */
    List<String> texts() {
        return agents.values().stream()
                .flatMap(List::stream)
                .map(ScriptedTurn::text)
                .toList();
    }
}
