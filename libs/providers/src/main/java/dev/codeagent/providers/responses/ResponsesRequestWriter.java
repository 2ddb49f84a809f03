package dev.codeagent.providers.responses;

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

/**
 * Writes a request as the body of {@code POST /responses}. The server stores nothing; the same conversation gives the same
 * bytes, so that the provider finds prefixes in its cache.
 */
record ResponsesRequestWriter(String provider, ProviderContext context) {

    String write(McpMessage request) {
        JsonObjectBuilder body =
                Json.createObjectBuilder().add("model", context.model()).add("store", false);
        if (context.streamed()) {
            body.add("stream", true);
        }
        addParameters(body);
        if (!request.instructions().text().isBlank()) {
            body.add("instructions", request.instructions().text());
        }
        if (!request.tools().isEmpty()) {
            JsonArrayBuilder tools = Json.createArrayBuilder();
            request.tools().forEach(tool -> tools.add(toTool(tool)));
            body.add("tools", tools);
        }
        return body.add("input", toInput(request)).build().toString();
    }

    private void addParameters(JsonObjectBuilder body) {
        GenerationParameters parameters = context.parameters();
        ModelTraits traits = context.traits();
        parameters.maxOutputTokens().ifPresent(max -> body.add("max_output_tokens", max));
        if (traits.temperature()) {
            parameters.temperature().ifPresent(t -> body.add("temperature", t));
        }
        if (traits.thinking() == ModelTraits.Support.YES || !traits.efforts().isEmpty()) {
            // Other models refuse both fields.
            JsonObjectBuilder reasoning = Json.createObjectBuilder().add("summary", "auto");
            parameters.effort().filter(traits.efforts()::contains).ifPresent(effort -> reasoning.add("effort", effort));
            body.add("reasoning", reasoning)
                    .add("include", Json.createArrayBuilder().add("reasoning.encrypted_content"));
        }
        parameters
                .responseSchema()
                .ifPresent(schema -> body.add(
                        "text",
                        Json.createObjectBuilder()
                                .add(
                                        "format",
                                        Json.createObjectBuilder()
                                                .add("type", "json_schema")
                                                .add("name", "answer")
                                                .add("strict", true)
                                                .add("schema", schema))));
    }

    private JsonArrayBuilder toInput(McpMessage request) {
        JsonArrayBuilder input = Json.createArrayBuilder();
        for (HistoryTurn turn : HistoryTurn.of(request.context().messages())) {
            switch (turn) {
                case HistoryTurn.User user -> input.add(toMessage(user.message()));
                case HistoryTurn.Assistant answer ->
                    ItemReplay.items(answer.message(), HistoryFields.replay(answer.message(), provider, context))
                            .forEach(input::add);
                case HistoryTurn.Results results ->
                    results.results()
                            .forEach(result -> input.add(Json.createObjectBuilder()
                                    .add("type", "function_call_output")
                                    .add(
                                            "call_id",
                                            ItemReplay.IDS.toWire(result.call().id()))
                                    .add("output", result.text())));
            }
        }
        return input;
    }

    private static JsonObject toMessage(ChatMessage.User user) {
        JsonArrayBuilder content = Json.createArrayBuilder();
        if (user.images().isEmpty() || !user.text().isBlank()) {
            content.add(Json.createObjectBuilder()
                    .add("type", "input_text")
                    .add("text", HistoryFields.text(user.text(), "(nothing)")));
        }
        user.images()
                .forEach(image -> content.add(Json.createObjectBuilder()
                        .add("type", "input_image")
                        .add("image_url", "data:" + image.mediaType() + ";base64," + image.base64())));
        return Json.createObjectBuilder()
                .add("type", "message")
                .add("role", "user")
                .add("content", content)
                .build();
    }

    private static JsonObject toTool(McpTool tool) {
        return Json.createObjectBuilder()
                .add("type", "function")
                .add("name", tool.name())
                .add("description", tool.description())
                .add("parameters", tool.parameters())
                .add("strict", false)
                .build();
    }
}
