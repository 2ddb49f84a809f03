package dev.codeagent.openapi;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Finds what breaks a client when one document replaces another: what a client sends must still be accepted, and what it
 * reads must still be there. New operations, parameters that may be missing, fields of answers and values of enums of
 * answers break nothing, because clients ignore what they do not know.
 */
final class OpenApiChanges {
    private final JsonObject before;
    private final JsonObject now;
    private final List<String> breaking = new ArrayList<>();
    private final Set<String> compared = new HashSet<>();

    private OpenApiChanges(JsonObject before, JsonObject now) {
        this.before = before;
        this.now = now;
    }

    static List<String> breaking(JsonObject before, JsonObject now) {
        var changes = new OpenApiChanges(before, now);
        changes.comparePaths();
        return changes.breaking;
    }

    /** Whether the major version of the document is higher, so that it may break clients. */
    static boolean hasNewMajorVersion(JsonObject before, JsonObject now) {
        return major(now) > major(before);
    }

    private static int major(JsonObject document) {
        return Integer.parseInt(
                document.getJsonObject("info").getString("version").split("\\.")[0]);
    }

    private void comparePaths() {
        before.getJsonObject("paths")
                .forEach((path, item) -> item.asJsonObject().forEach((method, operation) -> {
                    String name = method.toUpperCase(java.util.Locale.ROOT) + " " + path;
                    JsonObject other = object(object(now.getJsonObject("paths"), path), method);
                    if (other.isEmpty()) {
                        breaking.add(name + ": the operation is missing");
                    } else {
                        compareOperation(name, operation.asJsonObject(), other);
                    }
                }));
    }

    private void compareOperation(String name, JsonObject old, JsonObject other) {
        if (!old.getString("operationId").equals(other.getString("operationId"))) {
            breaking.add(name + ": the operation id is no longer " + old.getString("operationId"));
        }
        compareParameters(name, array(old, "parameters"), array(other, "parameters"));
        JsonObject oldBody = object(old, "requestBody");
        JsonObject body = object(other, "requestBody");
        if (body.getBoolean("required", false) && !oldBody.getBoolean("required", false)) {
            breaking.add(name + ": the body is required");
        }
        compareContent(name + " request", object(oldBody, "content"), object(body, "content"), true);
        old.getJsonObject("responses").forEach((status, response) -> {
            JsonObject answer = object(other.getJsonObject("responses"), status);
            if (answer.isEmpty()) {
                breaking.add(name + ": the answer " + status + " is missing");
                return;
            }
            JsonObject resolved = resolve(before, response.asJsonObject());
            answer = resolve(now, answer);
            for (String header : object(resolved, "headers").keySet()) {
                if (!object(answer, "headers").containsKey(header)) {
                    breaking.add(name + " " + status + ": the header " + header + " is missing");
                }
            }
            compareContent(name + " " + status, object(resolved, "content"), object(answer, "content"), false);
        });
    }

    private void compareParameters(String name, JsonArray old, JsonArray others) {
        for (JsonObject parameter : others.getValuesAs(JsonObject.class)) {
            JsonObject same = find(old, parameter);
            String place = name + " parameter " + parameter.getString("name");
            if (parameter.getBoolean("required") && !same.getBoolean("required", false)) {
                breaking.add(place + ": it is required");
            }
        }
        for (JsonObject parameter : old.getValuesAs(JsonObject.class)) {
            String place = name + " parameter " + parameter.getString("name");
            JsonObject same = find(others, parameter);
            if (same.isEmpty()) {
                breaking.add(place + ": it is missing");
            } else {
                compareSchema(place, parameter.getJsonObject("schema"), same.getJsonObject("schema"), true);
            }
        }
    }

    private static JsonObject find(JsonArray parameters, JsonObject wanted) {
        return parameters.getValuesAs(JsonObject.class).stream()
                .filter(p -> p.getString("name").equals(wanted.getString("name"))
                        && p.getString("in").equals(wanted.getString("in")))
                .findFirst()
                .orElse(JsonValue.EMPTY_JSON_OBJECT);
    }

    private void compareContent(String place, JsonObject old, JsonObject other, boolean request) {
        old.forEach((type, media) -> {
            if (!other.containsKey(type)) {
                breaking.add(place + ": the media type " + type + " is missing");
            } else {
                compareSchema(place, schemaOf(media.asJsonObject()), schemaOf(other.getJsonObject(type)), request);
            }
        });
    }

    /** A media type without one allows everything. */
    private static JsonObject schemaOf(JsonObject media) {
        return media.containsKey("schema") ? media.getJsonObject("schema") : JsonValue.EMPTY_JSON_OBJECT;
    }

    private void compareSchema(String place, JsonObject oldReference, JsonObject reference, boolean request) {
        JsonObject old = resolve(before, oldReference);
        JsonObject schema = resolve(now, reference);
        String pair = oldReference.getString("$ref", "") + " " + reference.getString("$ref", "") + " " + request;
        if (oldReference.containsKey("$ref") && !compared.add(pair)) {
            return;
        }
        for (String keyword : List.of("type", "format", "pattern", "const")) {
            boolean relaxed = request && !schema.containsKey(keyword) && !keyword.equals("type");
            if (!Objects.equals(old.get(keyword), schema.get(keyword)) && !relaxed) {
                breaking.add(
                        place + ": '" + keyword + "' is " + schema.get(keyword) + " instead of " + old.get(keyword));
            }
        }
        compareValues(place, old, schema, request);
        compareLimits(place, old, schema, request);
        compareFields(place, old, schema, request);
        for (String part : List.of("items", "additionalProperties")) {
            if (old.get(part) instanceof JsonObject was && schema.get(part) instanceof JsonObject is) {
                compareSchema(place + "[]", was, is, request);
            }
        }
        object(object(old, "discriminator"), "mapping").forEach((type, target) -> {
            JsonObject mapping = object(object(schema, "discriminator"), "mapping");
            if (!mapping.containsKey(type)) {
                breaking.add(place + ": the type " + type + " is missing");
            } else {
                compareSchema(place + " " + type, toReference(target), toReference(mapping.get(type)), request);
            }
        });
    }

    private void compareValues(String place, JsonObject old, JsonObject schema, boolean request) {
        for (JsonValue value :
                request && schema.containsKey("enum") ? array(old, "enum") : JsonValue.EMPTY_JSON_ARRAY) {
            if (!schema.getJsonArray("enum").contains(value)) {
                breaking.add(place + ": the value " + value + " is no longer accepted");
            }
        }
        if (request && schema.containsKey("enum") && !old.containsKey("enum")) {
            breaking.add(place + ": only some values are accepted");
        }
    }

    private void compareLimits(String place, JsonObject old, JsonObject schema, boolean request) {
        if (request
                && schema.get("minimum") instanceof JsonNumber low
                && (!(old.get("minimum") instanceof JsonNumber was) || low.longValue() > was.longValue())) {
            breaking.add(place + ": the minimum is " + low);
        }
        if (request
                && schema.get("maximum") instanceof JsonNumber high
                && (!(old.get("maximum") instanceof JsonNumber was) || high.longValue() < was.longValue())) {
            breaking.add(place + ": the maximum is " + high);
        }
    }

    private void compareFields(String place, JsonObject old, JsonObject schema, boolean request) {
        object(old, "properties").forEach((field, type) -> {
            JsonObject other = object(object(schema, "properties"), field);
            if (other.isEmpty()) {
                breaking.add(place + ": the field " + field + " is missing");
            } else {
                compareSchema(place + "." + field, type.asJsonObject(), other, request);
            }
        });
        JsonArray mustBe = array(request ? schema : old, "required");
        JsonArray is = array(request ? old : schema, "required");
        for (JsonString field : mustBe.getValuesAs(JsonString.class)) {
            if (!is.contains(field)) {
                breaking.add(
                        place + ": the field " + field.getString() + (request ? " is required" : " may be missing"));
            }
        }
    }

    private static JsonObject toReference(JsonValue target) {
        return jakarta.json.Json.createObjectBuilder().add("$ref", target).build();
    }

    private static JsonObject resolve(JsonObject document, JsonObject value) {
        if (!value.containsKey("$ref")) {
            return value;
        }
        JsonObject found = document;
        for (String part : value.getString("$ref").substring(2).split("/")) {
            found = found.getJsonObject(part);
        }
        return found;
    }

    private static JsonObject object(JsonObject parent, String name) {
        return parent.containsKey(name) ? parent.getJsonObject(name) : JsonValue.EMPTY_JSON_OBJECT;
    }

    private static JsonArray array(JsonObject parent, String name) {
        return parent.containsKey(name) ? parent.getJsonArray(name) : JsonValue.EMPTY_JSON_ARRAY;
    }
}
