package dev.codeagent.bench.crash;

import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedCall;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import jakarta.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Model script of a run of five agents that writes and edits files; each command appends its own word to a file. */
final class EffectScript {
    /** The file that collects one line per effect. */
    static final String EFFECTS_FILE = "effects.log";

    private static final Pacing PACING = new Pacing(34, 25);
    private static final int CHARS = 100;

    private EffectScript() {}

    static JsonObject scenario() {
        var random = new Random(1);
        Map<String, List<ScriptedTurn>> agents = new LinkedHashMap<>();
        agents.put("planning", List.of(turn(random, ScriptedCall.of("list_files")), turn(random)));
        agents.put(
                "coding",
                List.of(
                        turn(random, ScriptedCall.of("write_file", "path", "src/one.txt", "content", "one\n")),
                        turn(random, appendEffect("c1", "")),
                        turn(
                                random,
                                ScriptedCall.of(
                                        "edit_file", "path", "README.md", "old", "One line.", "new", "Two\nlines.")),
                        turn(random, appendEffect("c2", "sleep 0.2;"), appendEffect("c3", "sleep 0.1;")),
                        turn(random, ScriptedCall.of("read_file", "path", "README.md"), appendEffect("c4", "")),
                        turn(random)));
        agents.put(
                "review",
                List.of(
                        turn(random, ScriptedCall.of("git_diff")),
                        new ScriptedTurn("All is well.\nVerdict: approved", PACING, List.of())));
        agents.put(
                "testing",
                List.of(
                        turn(
                                random,
                                appendEffect("t1", ""),
                                ScriptedCall.of("edit_file", "path", "src/first.txt", "old", "first", "new", "1st")),
                        turn(random, appendEffect("t2", "sleep 0.1;")),
                        turn(random)));
        agents.put(
                "documentation",
                List.of(
                        turn(
                                random,
                                ScriptedCall.of("write_file", "path", "NOTES.md", "content", "# Notes\n"),
                                appendEffect("d1", "")),
                        turn(random)));
        return ModelScripts.scenario(agents, false);
    }

    /** Returns the words that the commands append, in order. */
    static List<String> expectedEffects() {
        return List.of("c1", "c2", "c3", "c4", "t1", "t2", "d1");
    }

    /** A command whose effect can be counted, with a delay before and after the effect. */
    private static ScriptedCall appendEffect(String effect, String delay) {
        return ScriptedCall.of(
                "run_command", "command", delay + " echo " + effect + " >> " + EFFECTS_FILE + "; " + delay + " true");
    }

    private static ScriptedTurn turn(Random random, ScriptedCall... calls) {
        return new ScriptedTurn(ModelScripts.randomText(CHARS, random), PACING, List.of(calls));
    }
}
