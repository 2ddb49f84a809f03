package dev.codeagent.fakemodel;

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

/** Reads a script and checks all of it, so that nothing in it surprises in the middle of a run. */
final class ScriptReader {
    private static final Pattern PART =
            Pattern.compile("\\*|(planning|coding|review|testing|documentation)(#([2-9]|[1-9]\\d))?");

    private ScriptReader() {}

    static Script read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (ScriptError e) {
            throw new ScriptError(file + ": " + e.getMessage());
        } catch (java.nio.file.NoSuchFileException e) {
            throw new ScriptError(file + ": there is no such file; name a script with --script FILE");
        } catch (IOException e) {
            throw new ScriptError(file + ": cannot be read as UTF-8 text (" + e + "); check the file");
        }
    }

    static Script parse(String text) {
        return script(new ScriptNode("", json(text)));
    }

    private static JsonValue json(String text) {
        var factory = Json.createReaderFactory(Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE));
        try (var parser = Json.createParser(new StringReader(text));
                var reader = factory.createReader(new StringReader(text))) {
            // The reader stops behind the first value; the parser finds what does not belong there.
            while (parser.hasNext()) {
                parser.next();
            }
            return reader.readValue();
        } catch (JsonParsingException e) {
            throw new ScriptError("line " + e.getLocation().getLineNumber() + ", column "
                    + e.getLocation().getColumnNumber() + ": is not JSON; correct it there");
        } catch (JsonException e) {
            throw new ScriptError("is not JSON: " + e.getMessage() + "; correct it");
        }
    }

    private static Script script(ScriptNode root) {
        root.withFields("about", "requireKey", "models", "scenarios");
        root.get("about").ifPresent(ScriptNode::text);
        List<String> models = root.get("models").map(ScriptReader::models).orElse(List.of());
        var scenarios = new HashMap<String, Script.Scenario>();
        root.require("scenarios").entries().forEach((key, node) -> scenarios.put(key, scenario(node)));
        if (scenarios.isEmpty()) {
            throw root.require("scenarios").error("is empty; add a scenario, \"*\" for any key");
        }
        return new Script(root.get("requireKey").map(ScriptNode::text), models, scenarios);
    }

    private static List<String> models(ScriptNode node) {
        List<String> models = node.items().stream().map(ScriptNode::text).toList();
        if (models.isEmpty()) {
            throw node.error("is empty; name a model, or leave the field out");
        }
        return models;
    }

    private static Script.Scenario scenario(ScriptNode node) {
        node.withFields("about", "agents").get("about").ifPresent(ScriptNode::text);
        var agents = new HashMap<String, List<Turn>>();
        node.require("agents").entries().forEach((part, turns) -> {
            if (!PART.matcher(part).matches()) {
                throw turns.error("is no agent; use planning, coding, review, testing, documentation or *,"
                        + " and AGENT#2 for its second round");
            }
            agents.put(part, turns(turns));
        });
        if (agents.isEmpty()) {
            throw node.require("agents").error("is empty; add an agent's turns");
        }
        return new Script.Scenario(agents);
    }

    private static List<Turn> turns(ScriptNode node) {
        List<Turn> turns = node.items().stream().map(TurnScript::turn).toList();
        if (turns.isEmpty()) {
            throw node.error("is empty; add a turn");
        }
        for (int i = 0; i < turns.size(); i++) {
            int calls = i == 0 ? 0 : turns.get(i - 1).calls().size();
            int wanted = turns.get(i).expect().toolResults().map(List::size).orElse(calls);
            if (wanted != calls) {
                throw node.items()
                        .get(i)
                        .require("expect")
                        .require("toolResults")
                        .error("has " + wanted + " entries, but the turn before makes " + calls
                                + " tool calls; write one entry for each");
            }
        }
        return turns;
    }

    /** An object that is written again as one line; used for a call's arguments. */
    static String compact(ScriptNode node) {
        if (node.value() instanceof JsonObject o) {
            return o.toString();
        }
        return node.text();
    }
}
