package dev.codeagent.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/wire.schema.json and docs/asyncapi.json are those of the code, and all golden messages are valid. */
class WireSchemaTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);
    private static final WireSchema SCHEMA;
    private static final Map<String, JsonSchema> COMPILED = new HashMap<>();

    static {
        // Without this property, each use of JSON searches all jars for an implementation.
        System.setProperty("jakarta.json.provider", "org.eclipse.parsson.JsonProviderImpl");
        SCHEMA = new WireSchema();
    }

    /** The schema of a definition. */
    private static JsonSchema definition(String name) {
        return COMPILED.computeIfAbsent(
                name,
                n -> SCHEMAS.getSchema(Json.createObjectBuilder()
                        .add("definitions", SCHEMA.document().getJsonObject("definitions"))
                        .add("$ref", "#/definitions/" + n)
                        .build()
                        .toString()));
    }

    private static Set<ValidationMessage> validate(String definition, JsonValue message) {
        return definition(definition).validate(message.toString(), InputFormat.JSON);
    }

    private static List<Path> golden(String directory) throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN.resolve(directory))) {
            return files.sorted().toList();
        }
    }

    private static JsonObject read(Path file) throws IOException {
        return EnvelopeCodec.parse(Files.readString(file));
    }

    /** The message of the AsyncAPI document that a golden message is. */
    private static String nameOf(JsonObject message) {
        JsonObject payload = message.getJsonObject("payload");
        return switch (message.getString("type")) {
            case "command" -> {
                String command = payload.getString("command", "/line").substring(1);
                yield "command." + (SCHEMA.clientMessages().containsKey("command." + command) ? command : "start");
            }
            case "error" -> "error";
            default ->
                !payload.containsKey("type")
                        ? "status." + payload.getString("status")
                        : List.of("delta", ServerMessage.PRESENCE).contains(payload.getString("type"))
                                ? payload.getString("type")
                                : "event." + payload.getString("type");
        };
    }

    @Test
    void thePublishedSchemaIsThatOfTheCode() throws IOException {
        assertPublished("wire.schema.json", SCHEMA.document());
    }

    @Test
    void thePublishedAsyncApiDocumentIsThatOfTheCode() throws IOException {
        assertPublished("asyncapi.json", AsyncApiDocument.of(SCHEMA));
    }

    /** With {@code -Dwire.update=true} the published document is written instead. */
    private static void assertPublished(String name, JsonObject generated) throws IOException {
        var text = new StringWriter();
        Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(text)
                .writeObject(generated);
        String expected = text.toString().strip() + "\n";
        if (Boolean.getBoolean("wire.update")) {
            Files.writeString(DOCS.resolve(name), expected);
        }
        assertThat(Files.readString(DOCS.resolve(name)))
                .as("docs/" + name + "; -Dwire.update=true writes it")
                .isEqualTo(expected);
    }

    @Test
    void theAsyncApiDocumentIsValid() throws IOException {
        String official = Files.readString(Path.of("src/test/resources/asyncapi/asyncapi-3.0.0.schema.json"));
        JsonObject document = read(DOCS.resolve("asyncapi.json"));

        assertThat(SCHEMAS.getSchema(official).validate(document.toString(), InputFormat.JSON))
                .isEmpty();
        JsonObject broken = Json.createObjectBuilder(document).remove("info").build();
        assertThat(SCHEMAS.getSchema(official).validate(broken.toString(), InputFormat.JSON))
                .isNotEmpty();
    }

    @Test
    void everyGoldenMessageIsValidAsTheMessageOfTheAsyncApiDocument() throws IOException {
        JsonObject messages =
                AsyncApiDocument.of(SCHEMA).getJsonObject("components").getJsonObject("messages");
        var covered = new TreeSet<String>();
        for (String directory : List.of("client", "server", "gateway")) {
            for (Path file : golden(directory)) {
                String name = nameOf(read(file));
                String reference = messages.getJsonObject(name)
                        .getJsonObject("payload")
                        .getJsonObject("schema")
                        .getString("$ref");
                assertThat(validate(reference.substring(reference.lastIndexOf('/') + 1), read(file)))
                        .as(file.toString())
                        .isEmpty();
                assertThat(validate(directory.equals("client") ? "clientMessage" : "serverMessage", read(file)))
                        .as("one of the messages: " + file)
                        .isEmpty();
                covered.add(name);
            }
        }

        assertThat(covered).as("messages with a golden file").containsExactlyInAnyOrderElementsOf(messages.keySet());
    }

    /** The schema rejects a message of the server without one of its fields, or with a field of another type. */
    @Test
    void rejectsWrongMessages() throws IOException {
        for (String directory : List.of("server", "gateway")) {
            for (Path file : golden(directory)) {
                JsonObject message = read(file);
                JsonObject payload = message.getJsonObject("payload");
                for (String field : payload.keySet()) {
                    JsonObject wrong = Json.createObjectBuilder(payload)
                            .add(field, Json.createArrayBuilder().add(JsonValue.NULL))
                            .build();
                    assertThat(validate(
                                    nameOf(message),
                                    Json.createObjectBuilder(message)
                                            .add("payload", wrong)
                                            .build()))
                            .as(file + " with another type of " + field)
                            .isNotEmpty();
                }
                for (String field : message.keySet()) {
                    assertThat(validate(
                                    nameOf(message),
                                    Json.createObjectBuilder(message)
                                            .remove(field)
                                            .build()))
                            .as(file + " without " + field)
                            .isNotEmpty();
                }
            }
        }
    }

    @Test
    void rejectsWhatTheServerRejects() {
        for (String payload : List.of(
                "{}",
                "{\"command\": \"code\"}",
                "{\"command\": \"/apply\"}",
                "{\"command\": \"/undo\", \"run\": 7}",
                "{\"command\": \"/resume\", \"runs\": [{\"run\": \"r\", \"seq\": -1}]}",
                "{\"command\": \"/settings\", \"name\": \"x\", \"action\": \"drop\"}",
                "{\"command\": \"/code\", \"line\": \"/code x\"}")) {
            assertThat(validate(
                            "clientMessage",
                            EnvelopeCodec.parse(
                                    "{\"id\": \"1\", \"type\": \"command\", \"payload\": " + payload + "}")))
                    .as(payload)
                    .isNotEmpty();
        }
    }
}
