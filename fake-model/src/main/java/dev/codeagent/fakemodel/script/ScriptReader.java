package dev.codeagent.fakemodel.script;

import jakarta.json.Json;
import jakarta.json.JsonConfig;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParsingException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads a script and checks it completely, so that no error appears in the middle of a run. */
public final class ScriptReader {
    private static final Pattern AGENT_ROUND =
            Pattern.compile("\\*|(planning|coding|review|testing|documentation|fim)(#([2-9]|[1-9]\\d))?");

    private ScriptReader() {}

    public static Script read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (ScriptException e) {
            throw new ScriptException(file + ": " + e.getMessage());
        } catch (java.nio.file.NoSuchFileException e) {
            throw new ScriptException(file + ": the file does not exist; use --script FILE");
        } catch (IOException e) {
            throw new ScriptException(file + ": cannot be read as UTF-8 text (" + e + "); check the file");
        }
    }

    public static Script parse(String text) {
        return parseScript(new ScriptNode("", parseJson(text)));
    }

    private static JsonValue parseJson(String text) {
        var factory = Json.createReaderFactory(Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE));
        try (var parser = Json.createParser(new StringReader(text));
                var reader = factory.createReader(new StringReader(text))) {
            // The reader stops after the first value; the parser finds text after it.
            while (parser.hasNext()) {
                parser.next();
            }
            return reader.readValue();
        } catch (JsonParsingException e) {
            throw new ScriptException("line " + e.getLocation().getLineNumber() + ", column "
                    + e.getLocation().getColumnNumber() + ": is not JSON; correct it there");
        } catch (JsonException e) {
            throw new ScriptException("is not JSON: " + e.getMessage() + "; correct it");
        }
    }

    private static Script parseScript(ScriptNode root) {
        root.requireOnlyFields("about", "requireKey", "models", "scenarios");
        root.get("about").ifPresent(ScriptNode::asString);
        List<ScriptedModel> models =
                root.get("models").map(ScriptReader::parseModels).orElse(List.of());
        var scenarios = new HashMap<String, Script.Scenario>();
        root.require("scenarios").asMap().forEach((key, node) -> scenarios.put(key, parseScenario(node)));
        if (scenarios.isEmpty()) {
            throw root.require("scenarios").error("is empty; add a scenario, \"*\" for any key");
        }
        return new Script(root.get("requireKey").map(ScriptNode::asString), models, scenarios);
    }

    private static List<ScriptedModel> parseModels(ScriptNode node) {
        List<ScriptedModel> models =
                node.asArray().stream().map(ScriptedModel::parse).toList();
        if (models.isEmpty()) {
            throw node.error("is empty; add a model or remove the field");
        }
        return models;
    }

    /** Parses a scenario that is not part of a file. */
    public static Script.Scenario parseScenario(String text) {
        return parseScenario(new ScriptNode("", parseJson(text)));
    }

    /** Parses a JSON object, for its fields. */
    public static ScriptNode parseObject(String text) {
        return new ScriptNode("", parseJson(text)).requireObject();
    }

    private static Script.Scenario parseScenario(ScriptNode node) {
        node.requireOnlyFields("about", "agents", "strict").get("about").ifPresent(ScriptNode::asString);
        var agents = new HashMap<String, List<Turn>>();
        node.require("agents").asMap().forEach((agentRound, turns) -> {
            if (!AGENT_ROUND.matcher(agentRound).matches()) {
                throw turns.error("is not an agent; use planning, coding, review, testing, documentation, fim or *,"
                        + " and AGENT#2 for its second round");
            }
            agents.put(agentRound, parseTurns(turns));
        });
        if (agents.isEmpty()) {
            throw node.require("agents").error("is empty; add an agent's turns");
        }
        return new Script.Scenario(
                agents, node.get("strict").map(ScriptNode::asBoolean).orElse(false));
    }

    private static List<Turn> parseTurns(ScriptNode node) {
        List<Turn> turns = node.asArray().stream().map(TurnParser::parse).toList();
        if (turns.isEmpty()) {
            throw node.error("is empty; add a turn");
        }
        for (int i = 0; i < turns.size(); i++) {
            int calls = i == 0 ? 0 : turns.get(i - 1).toolCalls().size();
            int expected =
                    turns.get(i).expectation().toolResults().map(List::size).orElse(calls);
            if (expected != calls) {
                throw node.asArray()
                        .get(i)
                        .require("expect")
                        .require("toolResults")
                        .error("has " + expected + " entries, but the previous turn makes " + calls
                                + " tool calls; write one entry for each");
            }
        }
        return turns;
    }

    /** Returns an object as one line of JSON; used for the arguments of a call. */
    static String toJsonText(ScriptNode node) {
        if (node.value() instanceof JsonObject o) {
            return o.toString();
        }
        return node.asString();
    }
}
