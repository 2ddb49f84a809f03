package dev.codeagent.api.wire;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Collection;
import java.util.Map;

/** Generates the AsyncAPI 3 document of the gateway; the schemas of the messages are those of docs/wire.schema.json. */
final class AsyncApiDocument {
    private static final String SCHEMA_FORMAT = "application/schema+json;version=draft-07";
    private static final String CHANNEL = "#/channels/gateway";

    private AsyncApiDocument() {}

    static JsonObject of(WireSchema schema) {
        Map<String, JsonObject> client = schema.clientMessages();
        Map<String, JsonObject> server = schema.serverMessages();
        JsonObjectBuilder messages = Json.createObjectBuilder();
        JsonObjectBuilder components = Json.createObjectBuilder();
        for (Map<String, JsonObject> side : java.util.List.of(client, server)) {
            for (String name : side.keySet()) {
                messages.add(name, reference("#/components/messages/" + name));
                components.add(name, message(name));
            }
        }
        return Json.createObjectBuilder()
                .add("asyncapi", "3.0.0")
                .add(
                        "info",
                        Json.createObjectBuilder()
                                .add("title", "Gateway of the Code Agent System")
                                .add("version", EnvelopeCodec.VERSION)
                                .add(
                                        "description",
                                        "Commands to the server and events from it, over one WebSocket. Generated;"
                                                + " docs/gateway.md explains the messages. Subprotocol: "
                                                + EnvelopeCodec.SUBPROTOCOL + ".")
                                .add("license", Json.createObjectBuilder().add("name", "Apache-2.0")))
                .add("defaultContentType", "application/json")
                .add(
                        "servers",
                        Json.createObjectBuilder()
                                .add(
                                        "local",
                                        Json.createObjectBuilder()
                                                .add("host", "127.0.0.1:8080")
                                                .add("protocol", "ws")
                                                .add(
                                                        "security",
                                                        Json.createArrayBuilder()
                                                                .add(reference("#/components/securitySchemes/token")))))
                .add(
                        "channels",
                        Json.createObjectBuilder()
                                .add(
                                        "gateway",
                                        Json.createObjectBuilder()
                                                .add("address", "/ws/v1/connect")
                                                .add("messages", messages)
                                                .add("bindings", webSocketBinding())))
                .add(
                        "operations",
                        Json.createObjectBuilder()
                                .add("receiveCommand", operation("receive", client.keySet()))
                                .add("sendMessage", operation("send", server.keySet())))
                .add(
                        "components",
                        Json.createObjectBuilder()
                                .add("messages", components)
                                .add(
                                        "securitySchemes",
                                        Json.createObjectBuilder()
                                                .add(
                                                        "token",
                                                        Json.createObjectBuilder()
                                                                .add("type", "http")
                                                                .add("scheme", "bearer"))))
                .build();
    }

    private static JsonObjectBuilder webSocketBinding() {
        return Json.createObjectBuilder()
                .add(
                        "ws",
                        Json.createObjectBuilder()
                                .add("method", "GET")
                                .add(
                                        "headers",
                                        Json.createObjectBuilder()
                                                .add("type", "object")
                                                .add(
                                                        "properties",
                                                        Json.createObjectBuilder()
                                                                .add(
                                                                        "Sec-WebSocket-Protocol",
                                                                        Json.createObjectBuilder()
                                                                                .add(
                                                                                        "const",
                                                                                        EnvelopeCodec.SUBPROTOCOL)))));
    }

    private static JsonObjectBuilder message(String name) {
        return Json.createObjectBuilder()
                .add("name", name)
                .add("contentType", "application/json")
                .add(
                        "payload",
                        Json.createObjectBuilder()
                                .add("schemaFormat", SCHEMA_FORMAT)
                                .add("schema", reference("wire.schema.json#/definitions/" + name)));
    }

    private static JsonObjectBuilder operation(String action, Collection<String> messages) {
        JsonArrayBuilder references = Json.createArrayBuilder();
        messages.forEach(name -> references.add(reference(CHANNEL + "/messages/" + name)));
        return Json.createObjectBuilder()
                .add("action", action)
                .add("channel", reference(CHANNEL))
                .add("messages", references);
    }

    private static JsonObjectBuilder reference(String target) {
        return Json.createObjectBuilder().add("$ref", target);
    }
}
