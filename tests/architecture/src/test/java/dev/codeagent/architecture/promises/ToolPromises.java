package dev.codeagent.architecture.promises;

import dev.codeagent.api.agent.AgentName;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.regex.Pattern;

/** Tools and their arguments, agents and the commands that start them, provider presets, the batch job of a run. */
record ToolPromises(Product product) {
    private static final String TOOLS = "tools: names and arguments";
    private static final String AGENTS = "agents and slash commands";
    private static final String PROVIDERS = "providers that are known";
    private static final String JOBS = "jobs and the application's name";
    private static final List<String> PROVIDER_FIELDS = List.of("id", "wire", "baseUrl", "key", "address");
    private static final Pattern JOB = Pattern.compile("<((?:job|step) id|property name)=\"([^\"]*)\"");

    void addTo(Promises promises) {
        product.resources().forEach((path, text) -> {
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (name.endsWith("tools.json")) {
                tools(promises, name, JsonPaths.parse(text));
            } else if (path.startsWith("META-INF/batch-jobs/")) {
                JOB.matcher(text)
                        .results()
                        .forEach(m -> promises.add(JOBS, name + " " + m.group(1) + " " + m.group(2)));
            } else if (name.equals("model-catalog.json")) {
                // Models come and go; the names of roles are what an operator overrides.
                JsonPaths.parse(text)
                        .asJsonObject()
                        .getJsonObject("roles")
                        .keySet()
                        .forEach(role -> promises.add(AGENTS, "role " + role));
            } else if (path.startsWith("providers/") && !name.equals("installable-models.json")) {
                JsonPaths.parse(text).asJsonObject().forEach((key, value) -> provider(promises, key, value));
            }
        });
        for (AgentName agent : AgentName.values()) {
            promises.add(AGENTS, "agent " + agent.wireName());
        }
        product.methods()
                .filter(code -> code.calls(call -> call.owner().equals("jakarta.batch.operations.JobOperator")))
                .flatMap(Code::texts)
                .filter(text -> text.matches("[a-z]+"))
                .forEach(text -> promises.add(JOBS, "named " + text));
        product.files().stream()
                .filter(file -> file.endsWith("web.xml") || file.endsWith("ejb-jar.xml"))
                .forEach(file -> Pattern.compile("<module-name>(.*)</module-name>")
                        .matcher(Scripts.text(file))
                        .results()
                        .forEach(m -> promises.add(JOBS, file.getFileName() + " module-name " + m.group(1))));
    }

    private static void tools(Promises promises, String file, JsonStructure json) {
        List<JsonObject> tools = (json instanceof JsonArray list ? list : ((JsonObject) json).getJsonArray("tools"))
                .getValuesAs(JsonObject.class);
        for (JsonObject tool : tools) {
            String name = file + " " + tool.getString("name");
            promises.add(TOOLS, name + " " + tool.getOrDefault("annotations", JsonValue.EMPTY_JSON_OBJECT));
            arguments(promises, name + " ", tool.getJsonObject("inputSchema"));
        }
    }

    private static void arguments(Promises promises, String path, JsonObject schema) {
        List<String> required = schema.containsKey("required")
                ? schema.getJsonArray("required").getValuesAs(JsonString.class).stream()
                        .map(JsonString::getString)
                        .toList()
                : List.of();
        JsonValue properties = schema.getOrDefault("properties", JsonValue.EMPTY_JSON_OBJECT);
        properties.asJsonObject().forEach((name, value) -> {
            JsonObject argument = value.asJsonObject();
            String values = argument.containsKey("enum") ? " " + argument.get("enum") : "";
            promises.add(
                    TOOLS,
                    path + name + ": " + argument.get("type") + values + (required.contains(name) ? ", required" : ""));
            arguments(promises, path + name + ".", argument);
            if (argument.get("items") instanceof JsonObject items) {
                arguments(promises, path + name + "[].", items);
            }
        });
    }

    private static JsonObject only(JsonObject json, List<String> fields) {
        JsonObjectBuilder selected = Json.createObjectBuilder();
        json.forEach((field, value) -> {
            if (fields.contains(field)) {
                selected.add(field, value);
            }
        });
        return selected.build();
    }

    private static void provider(Promises promises, String key, JsonValue value) {
        if (value instanceof JsonObject commands) {
            commands.forEach((name, agents) -> promises.add(AGENTS, name + " " + agents));
        } else {
            value.asJsonArray()
                    .forEach(item -> promises.add(
                            key.equals("agents") ? AGENTS : PROVIDERS,
                            key.equals("agents")
                                    ? item.toString()
                                    : only(item.asJsonObject(), PROVIDER_FIELDS).toString()));
        }
    }
}
