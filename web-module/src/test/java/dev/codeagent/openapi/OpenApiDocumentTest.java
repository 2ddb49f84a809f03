package dev.codeagent.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The committed document describes the resources, is valid, and does not break clients. */
class OpenApiDocumentTest {
    private static final Path FILE = Path.of("../docs/openapi.json");
    private static final String UPDATE = "openapi.update";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static JsonObject parse(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    private static JsonObject committed() throws IOException {
        return parse(Files.readString(FILE));
    }

    @Test
    void committedDocumentDescribesTheResources() throws IOException {
        JsonObject generated = OpenApiDocument.generate(Route.all());
        if (Files.exists(FILE) && !OpenApiChanges.hasNewMajorVersion(committed(), generated)) {
            assertThat(OpenApiChanges.breaking(committed(), generated))
                    .as("changes that break clients; without them, or with a new major version in RestApplication")
                    .isEmpty();
        }
        if (Boolean.getBoolean(UPDATE)) {
            Files.writeString(FILE, OpenApiDocument.text(generated));
        }
        assertThat(Files.readString(FILE))
                .as("docs/openapi.json; if the difference is intended, write it again with"
                        + " mvn -q -o -pl web-module -am test -Dtest=OpenApiDocumentTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -D" + UPDATE + "=true")
                .isEqualTo(OpenApiDocument.text(generated));
    }

    @Test
    void documentIsValidByTheSchemaOfOpenApi() throws IOException {
        JsonNode schema = MAPPER.readTree(OpenApiDocumentTest.class.getResource("/openapi-3.1-schema.json"));
        Set<ValidationMessage> problems = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(schema)
                .validate(MAPPER.readTree(FILE.toFile()));
        assertThat(problems).isEmpty();
    }

    @Test
    void eachOperationHasAnIdATagASummaryAndAnExample() throws IOException {
        var ids = new ArrayList<String>();
        operations().forEach((name, operation) -> {
            ids.add(operation.getString("operationId"));
            assertThat(operation.getJsonArray("tags")).as(name).isNotEmpty();
            assertThat(operation.getString("summary")).as(name).isNotEmpty();
            assertThat(operation.getJsonObject("responses").keySet()).as(name).contains("400", "401", "403", "default");
        });
        assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(40);
    }

    /** By another implementation of JSON Schema than the one that made the examples. */
    @Test
    void examplesAreValidByTheirSchemas() throws IOException {
        JsonNode document = MAPPER.readTree(FILE.toFile());
        var factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
        List<JsonNode> contents = document.findParents("example");
        assertThat(contents).hasSizeGreaterThan(50).allSatisfy(content -> {
            var schema = (com.fasterxml.jackson.databind.node.ObjectNode)
                    content.get("schema").deepCopy();
            schema.set("components", document.get("components"));
            assertThat(factory.getSchema(schema).validate(content.get("example")))
                    .as(content.get("schema").toString())
                    .isEmpty();
        });
    }

    /** Pages for people, which no program requests. */
    private static final Set<String> OF_BROWSERS = Set.of("", "/", "/login.js");

    @Test
    void eachServletAndEachWebSocketIsDescribed() throws IOException {
        var addresses = new TreeSet<String>();
        for (Class<?> type : Route.classes().toList()) {
            if (type.isAnnotationPresent(WebServlet.class)) {
                WebServlet servlet = type.getAnnotation(WebServlet.class);
                addresses.addAll(List.of(servlet.urlPatterns()));
                addresses.addAll(List.of(servlet.value()));
            }
            if (type.isAnnotationPresent(ServerEndpoint.class)) {
                addresses.add(type.getAnnotation(ServerEndpoint.class).value());
            }
        }
        assertThat(addresses).hasSizeGreaterThan(4).containsAll(OF_BROWSERS);
        addresses.removeAll(OF_BROWSERS);
        assertThat(committed().getJsonObject("paths").keySet()).containsAll(addresses);
    }

    private static Map<String, JsonObject> operations() throws IOException {
        var all = new java.util.TreeMap<String, JsonObject>();
        committed()
                .getJsonObject("paths")
                .forEach((path, item) -> item.asJsonObject()
                        .forEach((method, operation) -> all.put(method + " " + path, operation.asJsonObject())));
        return all;
    }
}
