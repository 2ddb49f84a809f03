package dev.codeagent.bench.drops;

import dev.codeagent.bench.rig.Scripts;
import dev.codeagent.bench.rig.Scripts.Call;
import dev.codeagent.bench.rig.Scripts.Pace;
import dev.codeagent.bench.rig.Scripts.Turn;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What the model says in one run: five agents, a few long turns each, with reading and writing tools between. */
record SlowScript(Map<String, List<Turn>> agents) {
    private static final Pace PACE = new Pace(36, 60);
    private static final int CHARS = 1_100;

    static SlowScript of(Random random) {
        var agents = new LinkedHashMap<String, List<Turn>>();
        agents.put("planning", turns(random, Call.of("list_files"), Call.of("read_file", "path", "README.md")));
        agents.put("coding", turns(random, write("src/one.txt"), write("src/two.txt"), Call.of("git_diff")));
        agents.put("review", turns(random, Call.of("git_diff")));
        agents.put("testing", turns(random, Call.of("run_command", "command", "ls")));
        agents.put("documentation", turns(random, write("NOTES.md")));
        return new SlowScript(agents);
    }

    private static Call write(String path) {
        return Call.of("write_file", "path", path, "content", path + "\n");
    }

    private static List<Turn> turns(Random random, Call... calls) {
        var turns = new ArrayList<Turn>();
        for (Call call : calls) {
            turns.add(new Turn(Scripts.text(CHARS, random), PACE, List.of(call)));
        }
        turns.add(new Turn(Scripts.text(CHARS, random), PACE, List.of()));
        return turns;
    }

    JsonObject scenario() {
        return Scripts.scenario(agents, false);
    }

    /** The texts in the order in which the agents say them. */
    List<String> texts() {
        return agents.values().stream().flatMap(List::stream).map(Turn::text).toList();
    }
}
