package dev.codeagent.bench.crash;

import dev.codeagent.bench.rig.Scripts;
import dev.codeagent.bench.rig.Scripts.Call;
import dev.codeagent.bench.rig.Scripts.Pace;
import dev.codeagent.bench.rig.Scripts.Turn;
import jakarta.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A run of five agents that writes, edits, and appends a word of its own to a file with each command. */
final class EffectScript {
    /** The file that counts. */
    static final String LOG = "effects.log";

    private static final Pace PACE = new Pace(34, 25);
    private static final int CHARS = 100;

    private EffectScript() {}

    static JsonObject scenario() {
        var random = new Random(1);
        Map<String, List<Turn>> agents = new LinkedHashMap<>();
        agents.put("planning", List.of(turn(random, Call.of("list_files")), turn(random)));
        agents.put(
                "coding",
                List.of(
                        turn(random, Call.of("write_file", "path", "src/one.txt", "content", "one\n")),
                        turn(random, append("c1", "")),
                        turn(
                                random,
                                Call.of("edit_file", "path", "README.md", "old", "One line.", "new", "Two\nlines.")),
                        turn(random, append("c2", "sleep 0.2;"), append("c3", "sleep 0.1;")),
                        turn(random, Call.of("read_file", "path", "README.md"), append("c4", "")),
                        turn(random)));
        agents.put(
                "review",
                List.of(
                        turn(random, Call.of("git_diff")),
                        new Turn("All is well.\nVerdict: approved", PACE, List.of())));
        agents.put(
                "testing",
                List.of(
                        turn(
                                random,
                                append("t1", ""),
                                Call.of("edit_file", "path", "src/first.txt", "old", "first", "new", "1st")),
                        turn(random, append("t2", "sleep 0.1;")),
                        turn(random)));
        agents.put(
                "documentation",
                List.of(
                        turn(
                                random,
                                Call.of("write_file", "path", "NOTES.md", "content", "# Notes\n"),
                                append("d1", "")),
                        turn(random)));
        return Scripts.scenario(agents, false);
    }

    /** The words that the commands append, in order. */
    static List<String> words() {
        return List.of("c1", "c2", "c3", "c4", "t1", "t2", "d1");
    }

    /** A command whose effect can be counted; it takes its time before and after. */
    private static Call append(String word, String pause) {
        return Call.of("run_command", "command", pause + " echo " + word + " >> " + LOG + "; " + pause + " true");
    }

    private static Turn turn(Random random, Call... calls) {
        return new Turn(Scripts.text(CHARS, random), PACE, List.of(calls));
    }
}
