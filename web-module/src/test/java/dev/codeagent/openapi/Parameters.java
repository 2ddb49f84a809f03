package dev.codeagent.openapi;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.lang.reflect.Parameter;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Describes parameters of paths, queries and headers. */
final class Parameters {
    private static final Map<String, String> DESCRIPTIONS = Map.ofEntries(
            Map.entry("cursor", "The id of the last item of the page before, as in the header Link"),
            Map.entry("limit", "The most items of a page; 0, where it is allowed, for all"),
            Map.entry("projectId", "The id of a project"),
            Map.entry("If-Match", "The ETag of the version that is edited; another version is answered 412"),
            Map.entry(
                    "If-None-Match",
                    "Of a read: the ETag of the version that the client has, which is answered 304. Of a write: only *, which creates a file"),
            Map.entry("Range", "The part of a file that is read, such as bytes=0-1023"),
            Map.entry("If-Range", "The ETag of the file of which Range names a part; another file is sent as a whole"),
            Map.entry(
                    "Idempotency-Key",
                    "A text that the client chooses: a request that is sent again with it is not executed again"),
            Map.entry("Last-Event-ID", "The number of the last event that the client has, of an event stream"),
            Map.entry("after", "The number of the last event that the client has"));

    private Parameters() {}

    static boolean isParameter(Parameter parameter) {
        return parameter.isAnnotationPresent(PathParam.class)
                || parameter.isAnnotationPresent(QueryParam.class)
                || parameter.isAnnotationPresent(HeaderParam.class);
    }

    /** Empty if it is the body, or something that the server provides. */
    static Optional<JsonObject> describe(Parameter parameter, JsonSchemas schemas) {
        if (parameter.isAnnotationPresent(PathParam.class)) {
            return describe(
                    parameter,
                    schemas,
                    "path",
                    parameter.getAnnotation(PathParam.class).value());
        } else if (parameter.isAnnotationPresent(QueryParam.class)) {
            return describe(
                    parameter,
                    schemas,
                    "query",
                    parameter.getAnnotation(QueryParam.class).value());
        } else if (parameter.isAnnotationPresent(HeaderParam.class)
                && !parameter.getAnnotation(HeaderParam.class).value().equals("Content-Type")) { // Of the body.
            return describe(
                    parameter,
                    schemas,
                    "header",
                    parameter.getAnnotation(HeaderParam.class).value());
        }
        return Optional.empty();
    }

    private static Optional<JsonObject> describe(Parameter parameter, JsonSchemas schemas, String place, String name) {
        return Optional.of(json(name, place, schema(parameter, schemas)));
    }

    private static JsonObject json(String name, String place, JsonObject schema) {
        JsonObjectBuilder json =
                Json.createObjectBuilder().add("name", name).add("in", place).add("required", place.equals("path"));
        if (DESCRIPTIONS.containsKey(name)) {
            json.add("description", DESCRIPTIONS.get(name));
        }
        json.add("schema", schema);
        if (schema.getString("type", "").equals("array")) {
            json.add("style", "form").add("explode", false);
        }
        return json.build();
    }

    static JsonObject idempotencyKey() {
        return json(
                "Idempotency-Key",
                "header",
                JsonSchemas.schema("string").add("pattern", "^[!-~]{1,200}$").build());
    }

    private static JsonObject schema(Parameter parameter, JsonSchemas schemas) {
        Schema annotation = parameter.getAnnotation(Schema.class);
        if (annotation != null && annotation.implementation() != Void.class) {
            JsonObject other = schemas.of(annotation.implementation(), true);
            return annotation.type() == SchemaType.ARRAY ? JsonSchemas.array(other) : other;
        }
        JsonObject type = schemas.of(parameter.getType(), true);
        JsonObjectBuilder schema = Json.createObjectBuilder(type);
        if (annotation != null && !annotation.minimum().isEmpty()) {
            schema.add("minimum", Long.parseLong(annotation.minimum()));
        }
        if (annotation != null && !annotation.maximum().isEmpty()) {
            schema.add("maximum", Long.parseLong(annotation.maximum()));
        }
        DefaultValue value = parameter.getAnnotation(DefaultValue.class);
        if (value != null && !value.value().isEmpty()) {
            schema.add("default", defaultValue(type, value.value()));
        }
        return schema.build();
    }

    private static JsonValue defaultValue(JsonObject type, String text) {
        return switch (type.getString("type", "string")) {
            case "integer" -> Json.createValue(Long.parseLong(text));
            case "boolean" -> text.equals("true") ? JsonValue.TRUE : JsonValue.FALSE;
            default -> Json.createValue(text);
        };
    }
}
