package dev.codeagent.bench.harness;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Creates scripts for the fake model; docs/fake-model.md describes their format. */
public final class ModelScripts {
    private static final String[] WORDS = {
        "a", "run", "keeps", "every", "event", "größer", "naïve", "日本語", "🙂", "–", "its", "order", "while", "clients",
        "come", "and", "go"
    };

    private ModelScripts() {}

    /** How a turn's text is streamed: characters per chunk, milliseconds between chunks. */
    public record Pacing(int chunkSize, int delayMs) {}

    /** A tool call of a turn; {@code arguments} is a JSON object. */
    public record ScriptedCall(String tool, JsonObject arguments) {
        public static ScriptedCall of(String tool, String... namesAndValues) {
            JsonObjectBuilder arguments = Json.createObjectBuilder();
            for (int i = 0; i < namesAndValues.length; i += 2) {
                arguments.add(namesAndValues[i], namesAndValues[i + 1]);
            }
            return new ScriptedCall(tool, arguments.build());
        }
    }

    /** A turn that streams a text and then requests tool calls. */
    public record ScriptedTurn(String text, Pacing pacing, List<ScriptedCall> calls) {
        public ScriptedTurn {
            calls = List.copyOf(calls);
        }

        JsonObject toJson(boolean withTimestamps) {
            JsonArrayBuilder list = Json.createArrayBuilder();
            calls.forEach(c ->
                    list.add(Json.createObjectBuilder().add("name", c.tool()).add("arguments", c.arguments())));
            return Json.createObjectBuilder()
                    .add("text", text)
                    .add("chunk", pacing.chunkSize())
                    .add("delayMs", pacing.delayMs())
                    .add("stamp", withTimestamps)
                    .add("toolCalls", list)
                    .build();
        }
    }

    /** Returns a scenario: the turns of each agent. */
    public static JsonObject scenario(Map<String, List<ScriptedTurn>> agents, boolean withTimestamps) {
        JsonObjectBuilder parts = Json.createObjectBuilder();
        agents.forEach((agent, turns) -> {
            JsonArrayBuilder list = Json.createArrayBuilder();
            turns.forEach(t -> list.add(t.toJson(withTimestamps)));
            parts.add(agent, list);
        });
        return Json.createObjectBuilder().add("agents", parts).build();
    }

    /** Returns a script with a scenario for each API key. */
    public static JsonObject script(Map<String, JsonObject> scenarios) {
        JsonObjectBuilder all = Json.createObjectBuilder();
        scenarios.forEach(all::add);
        return Json.createObjectBuilder().add("scenarios", all).build();
    }

    /** Returns random words with characters of one to four UTF-8 bytes, at least {@code chars} UTF-16 units long. */
    public static String randomText(int chars, Random random) {
        var text = new StringBuilder(chars + 16);
        while (text.length() < chars - 1) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(12) == 0 ? ".\n" : " ");
        }
        return text.append('.').toString();
    }
}
