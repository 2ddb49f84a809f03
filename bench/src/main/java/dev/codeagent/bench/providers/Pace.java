package dev.codeagent.bench.providers;

import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * How fast the model server sends the chunks of an answer, and how many.
 *
 * @param key the API key that selects the scenario; also the name of the provider
 */
record Pace(String key, int delayMillis, int chunks) {
    /** An answer that lasts this long. */
    static Pace lasting(String key, int delayMillis, int seconds) {
        return new Pace(key, delayMillis, seconds * 1_000 / delayMillis);
    }

    JsonObject scenario() {
        var turn = new ScriptedTurn(
                NumberedText.create(chunks), new Pacing(NumberedText.CHUNK_SIZE, delayMillis), List.of());
        return ModelScripts.scenario(Map.of("planning", List.of(turn)), true);
    }
}
