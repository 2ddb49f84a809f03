package dev.codeagent.openapi;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Map;

/** Makes a value that has the form of a schema; the names of fields choose texts that make sense. */
record Examples(Map<String, JsonObject> schemas) {
    private static final String REFERENCE = "#/components/schemas/";
    private static final int MAX_DEPTH = 12;
    private static final String RUN = "run-1m85ptwthr281gex2";
    private static final String PROJECT = "shop-7f3k2m9q";
    private static final String SESSION = "sess-0b9a4c52-7a55-4b5e-9f5e-6d1c3a7e2f10";
    private static final String PROVIDER = "openai";

    private static final Map<String, String> TEXTS = Map.ofEntries(
            Map.entry("run", RUN),
            Map.entry("lastRun", RUN),
            Map.entry("Run.id", RUN),
            Map.entry("project", PROJECT),
            Map.entry("projectId", PROJECT),
            Map.entry("Project.id", PROJECT),
            Map.entry("session", SESSION),
            Map.entry("sessionId", SESSION),
            Map.entry("Conversation.id", SESSION),
            Map.entry("provider", PROVIDER),
            Map.entry("id", PROVIDER),
            Map.entry("Budget.id", "project/" + PROJECT + "/month"),
            Map.entry("ModelPull.id", "pull-1"),
            Map.entry("Approval.id", RUN + ".call-3"),
            Map.entry("path", "/home/user/shop"),
            Map.entry("address", "https://git.example.org/team/shop.git"),
            Map.entry("branch", "main"),
            Map.entry("PatchSelectionInput.path", "src/Cart.java"),
            Map.entry("projectPath", "/home/user/shop"),
            Map.entry("name", "shop"),
            Map.entry("projectName", "shop"),
            Map.entry("subdirectory", ""),
            Map.entry("command", "/build"),
            Map.entry("lastCommand", "/build"),
            Map.entry("prompt", "Add discount codes to the cart"),
            Map.entry("firstPrompt", "Add discount codes to the cart"),
            Map.entry("caller", "local"),
            Map.entry("owner", "local"),
            Map.entry("baseUrl", "https://api.openai.com/v1"),
            Map.entry("wire", "openai"),
            Map.entry("model", "gpt-5-mini"),
            Map.entry("defaultModel", "gpt-5-mini"),
            Map.entry("cursor", RUN),
            Map.entry("subject", PROJECT),
            Map.entry("span", "2026-11"),
            Map.entry("scope", "once"),
            Map.entry("olderThan", "7d"),
            Map.entry("type", "about:blank"),
            Map.entry("title", "Bad Request"),
            Map.entry("detail", "field 'command': must be a string, was number"),
            Map.entry("message", "field 'command': must be a string, was number"),
            Map.entry("AgentMessageRequest.message", "Explain the cart"),
            Map.entry("code", "MALFORMED_MESSAGE"),
            Map.entry("kind", "caller"),
            Map.entry("field", "command"));

    JsonValue of(JsonObject schema, String name) {
        return value(schema, "", name, 0);
    }

    private JsonValue value(JsonObject schema, String owner, String name, int depth) {
        if (schema.containsKey("$ref")) {
            String type = schema.getString("$ref").substring(REFERENCE.length());
            return value(schemas.get(type), type, name, depth);
        } else if (schema.containsKey("const")) {
            return schema.get("const");
        } else if (schema.containsKey("enum")) {
            JsonArray values = schema.getJsonArray("enum");
            JsonValue usual = Json.createValue(text(owner, name));
            return values.contains(usual) ? usual : values.getFirst();
        } else if (schema.containsKey("oneOf")) {
            return value(schema.getJsonArray("oneOf").getJsonObject(0), owner, name, depth);
        }
        return switch (schema.getString("type")) {
            case "object" -> object(schema, owner, depth);
            case "array" -> array(schema, owner, name, depth);
            case "boolean" -> JsonValue.FALSE;
            case "integer" -> name.equals("status") ? Json.createValue(400) : Json.createValue(1);
            default -> Json.createValue(formatted(schema, owner, name));
        };
    }

    private JsonValue array(JsonObject schema, String owner, String name, int depth) {
        JsonArrayBuilder items = Json.createArrayBuilder();
        if (depth < MAX_DEPTH) {
            items.add(value(schema.getJsonObject("items"), owner, name, depth + 1));
        }
        return items.build();
    }

    private JsonValue object(JsonObject schema, String owner, int depth) {
        JsonObjectBuilder object = Json.createObjectBuilder();
        if (schema.containsKey("properties")) {
            schema.getJsonObject("properties").forEach((field, type) -> {
                JsonObject property = type.asJsonObject();
                object.add(field, value(property, owner, field, depth + 1));
            });
        } else if (schema.containsKey("additionalProperties")) {
            object.add("/build", value(schema.getJsonObject("additionalProperties"), owner, "", depth + 1));
        }
        return object.build();
    }

    private static String formatted(JsonObject schema, String owner, String name) {
        return switch (schema.getString("format", "")) {
            case "date-time" -> "2026-11-29T10:15:30.123Z";
            case "date" -> "2026-11-29";
            case "decimal" -> "5.00";
            default ->
                schema.get("pattern") instanceof JsonString pattern
                                && pattern.getString().contains("ms|s|m")
                        ? "30s"
                        : text(owner, name);
        };
    }

    private static String text(String owner, String name) {
        return TEXTS.getOrDefault(owner + "." + name, TEXTS.getOrDefault(name, "text"));
    }
}
