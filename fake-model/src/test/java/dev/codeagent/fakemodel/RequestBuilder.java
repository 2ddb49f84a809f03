package dev.codeagent.fakemodel;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.List;

/** Builds requests like an agent's loop: a system message, the request, then turns with their tool results. */
final class RequestBuilder {
    private final JsonArrayBuilder messages = Json.createArrayBuilder();
    private int turns;

    static RequestBuilder forAgent(String agent) {
        return forAgent(agent, "Request: fix it");
    }

    static RequestBuilder forAgent(String agent, String userMessage) {
        var builder = new RequestBuilder();
        builder.add("system", "agent: " + agent + "\nYou are one of five.");
        builder.add("user", userMessage);
        return builder;
    }

    private void add(String role, String content) {
        messages.add(Json.createObjectBuilder().add("role", role).add("content", content));
    }

    /** Adds a turn of the model that calls a tool for each of these results. */
    RequestBuilder addToolResults(String... results) {
        turns++;
        JsonArrayBuilder calls = Json.createArrayBuilder();
        for (int i = 0; i < results.length; i++) {
            calls.add(Json.createObjectBuilder()
                    .add("id", "t" + turns + "-c" + i)
                    .add("type", "function")
                    .add(
                            "function",
                            Json.createObjectBuilder().add("name", "search").add("arguments", "{}")));
        }
        messages.add(Json.createObjectBuilder()
                .add("role", "assistant")
                .addNull("content")
                .add("tool_calls", calls));
        for (int i = 0; i < results.length; i++) {
            messages.add(Json.createObjectBuilder()
                    .add("role", "tool")
                    .add("tool_call_id", "t" + turns + "-c" + i)
                    .add("content", results[i]));
        }
        return this;
    }

    /** Adds a message unchecked, for invalid conversations. */
    RequestBuilder addMessage(JsonObject message) {
        messages.add(message);
        return this;
    }

    String streamingBody() {
        return body(true);
    }

    String nonStreamingBody() {
        return body(false);
    }

    private String body(boolean stream) {
        return Json.createObjectBuilder()
                .add("model", "scripted-1")
                .add("messages", Json.createArrayBuilder(messages.build()))
                .add("stream", stream)
                .add("stream_options", Json.createObjectBuilder().add("include_usage", true))
                .build()
                .toString();
    }

    /** Joins the texts of one field of the deltas, in order. */
    static String joinDeltas(List<JsonObject> chunks, String field) {
        var text = new StringBuilder();
        for (JsonObject chunk : chunks) {
            for (var choice : chunk.getJsonArray("choices")) {
                text.append(choice.asJsonObject().getJsonObject("delta").getString(field, ""));
            }
        }
        return text.toString();
    }
}
