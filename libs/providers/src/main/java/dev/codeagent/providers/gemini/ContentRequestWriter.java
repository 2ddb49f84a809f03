package dev.codeagent.providers.gemini;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpTool;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.providers.wire.HistoryFields;
import dev.codeagent.providers.wire.HistoryTurn;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes a request as the body of {@code generateContent}; the same conversation gives the same bytes, so that the
 * provider finds prefixes in its cache.
 */
record ContentRequestWriter(String provider, ProviderContext context) {

    /** A content of the API, whose roles alternate. */
    private record Content(String role, List<JsonObject> parts) {}

    String write(McpMessage request) {
        JsonObjectBuilder body = Json.createObjectBuilder();
        if (!request.instructions().text().isBlank()) {
            body.add(
                    "systemInstruction",
                    Json.createObjectBuilder()
                            .add(
                                    "parts",
                                    Json.createArrayBuilder()
                                            .add(text(request.instructions().text()))));
        }
        if (!request.tools().isEmpty()) {
            JsonArrayBuilder functions = Json.createArrayBuilder();
            request.tools().forEach(tool -> functions.add(toFunction(tool)));
            body.add(
                    "tools",
                    Json.createArrayBuilder().add(Json.createObjectBuilder().add("functionDeclarations", functions)));
        }
        JsonObject configuration = toConfiguration();
        if (!configuration.isEmpty()) {
            body.add("generationConfig", configuration);
        }
        return body.add("contents", toContents(request)).build().toString();
    }

    private JsonObject toConfiguration() {
        GenerationParameters parameters = context.parameters();
        ModelTraits traits = context.traits();
        JsonObjectBuilder configuration = Json.createObjectBuilder();
        parameters.maxOutputTokens().ifPresent(max -> configuration.add("maxOutputTokens", max));
        if (traits.temperature()) {
            parameters.temperature().ifPresent(t -> configuration.add("temperature", t));
        }
        parameters
                .responseSchema()
                .ifPresent(schema -> configuration
                        .add("responseMimeType", "application/json")
                        .add("responseJsonSchema", schema));
        if (traits.thinking() == ModelTraits.Support.YES) {
            JsonObjectBuilder thinking = Json.createObjectBuilder().add("includeThoughts", true);
            parameters.effort().ifPresent(effort -> {
                if (traits.efforts().contains(effort)) {
                    thinking.add("thinkingLevel", effort.toUpperCase(Locale.ROOT));
                } else if (traits.efforts().isEmpty()) {
                    // Models before the levels of effort think within a number of tokens.
                    thinking.add("thinkingBudget", thinkingBudget(effort));
                }
            });
            configuration.add("thinkingConfig", thinking);
        }
        return configuration.build();
    }

    private static int thinkingBudget(String effort) {
        return switch (effort) {
            case "none", "minimal" -> 512; // Not every model accepts none.
            case "low" -> 2_048;
            case "medium" -> 8_192;
            default -> 24_576;
        };
    }

    private JsonArrayBuilder toContents(McpMessage request) {
        var contents = new ArrayList<Content>();
        JsonObject replay = JsonObject.EMPTY_JSON_OBJECT;
        for (HistoryTurn turn : HistoryTurn.of(request.context().messages())) {
            switch (turn) {
                case HistoryTurn.User user -> add(contents, "user", toParts(user.message()));
                case HistoryTurn.Assistant answer -> {
                    if (contents.isEmpty()) { // A shortened history may begin with an answer.
                        add(contents, "user", List.of(text("(earlier messages are left out)")));
                    }
                    replay = HistoryFields.replay(answer.message(), provider, context);
                    add(contents, "model", SignatureReplay.parts(answer.message(), replay));
                }
                case HistoryTurn.Results results -> {
                    boolean withIds = SignatureReplay.hasCallIds(replay);
                    add(
                            contents,
                            "user",
                            results.results().stream()
                                    .map(result -> toResponse(result, withIds))
                                    .toList());
                }
            }
        }
        JsonArrayBuilder array = Json.createArrayBuilder();
        for (Content content : contents) {
            JsonArrayBuilder parts = Json.createArrayBuilder();
            content.parts().forEach(parts::add);
            array.add(Json.createObjectBuilder().add("role", content.role()).add("parts", parts));
        }
        return array;
    }

    private static void add(List<Content> contents, String role, List<JsonObject> parts) {
        if (contents.isEmpty() || !contents.getLast().role().equals(role)) {
            contents.add(new Content(role, new ArrayList<>()));
        }
        contents.getLast().parts().addAll(parts);
    }

    private static JsonObject text(String text) {
        return Json.createObjectBuilder().add("text", text).build();
    }

    private static List<JsonObject> toParts(ChatMessage.User user) {
        var parts = new ArrayList<JsonObject>();
        user.images()
                .forEach(image -> parts.add(Json.createObjectBuilder()
                        .add(
                                "inlineData",
                                Json.createObjectBuilder()
                                        .add("mimeType", image.mediaType())
                                        .add("data", image.base64()))
                        .build()));
        if (parts.isEmpty() || !user.text().isBlank()) {
            parts.add(text(HistoryFields.text(user.text(), "(nothing)")));
        }
        return parts;
    }

    private static JsonObject toResponse(HistoryTurn.CallResult result, boolean withId) {
        JsonObjectBuilder response = Json.createObjectBuilder();
        if (withId && !result.call().id().isEmpty()) {
            response.add("id", result.call().id());
        }
        response.add("name", result.call().name())
                .add(
                        "response",
                        Json.createObjectBuilder().add(result.result().error() ? "error" : "output", result.text()));
        return Json.createObjectBuilder().add("functionResponse", response).build();
    }

    private static JsonObject toFunction(McpTool tool) {
        return Json.createObjectBuilder()
                .add("name", tool.name())
                .add("description", tool.description())
                .add("parametersJsonSchema", tool.parameters())
                .build();
    }
}
