package dev.codeagent.openapi;

import dev.codeagent.rest.Answer;
import dev.codeagent.rest.Idempotent;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Describes the operations of routes: parameters, body, answers and errors. */
record Operations(JsonSchemas schemas, Examples examples) {
    private static final String JSON = "application/json";

    JsonObject describe(Route route, List<Route> alternatives) {
        Method method = route.code();
        Operation operation = method.getAnnotation(Operation.class);
        if (operation == null
                || operation.operationId().isEmpty()
                || operation.summary().isEmpty()) {
            throw new IllegalStateException(method + " needs @Operation(operationId, summary)");
        }
        var all = new ArrayList<JsonObject>();
        for (Route each : alternatives) {
            for (Parameter parameter : each.code().getParameters()) {
                Parameters.describe(parameter, schemas)
                        .filter(found -> all.stream().noneMatch(p -> sameName(p, found)))
                        .ifPresent(all::add);
            }
        }
        if (method.isAnnotationPresent(Idempotent.class)) {
            all.add(Parameters.idempotencyKey());
        }
        JsonArrayBuilder parameters = Json.createArrayBuilder();
        all.forEach(parameters::add);
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("operationId", operation.operationId())
                .add(
                        "tags",
                        Json.createArrayBuilder()
                                .add(method.getDeclaringClass()
                                        .getAnnotation(Tag.class)
                                        .name()))
                .add("summary", operation.summary());
        if (!all.isEmpty()) {
            json.add("parameters", parameters);
        }
        Optional<Parameter> body = Arrays.stream(method.getParameters())
                .filter(p -> p.getType().isRecord() || p.getType() == InputStream.class)
                .filter(p -> !Parameters.isParameter(p))
                .findFirst();
        body.ifPresent(p -> json.add("requestBody", body(method, p)));
        return json.add("responses", responses(route, alternatives, all, body.isPresent()))
                .build();
    }

    private static boolean sameName(JsonObject parameter, JsonObject other) {
        return parameter.getString("name").equals(other.getString("name"))
                && parameter.getString("in").equals(other.getString("in"));
    }

    private JsonObject body(Method method, Parameter parameter) {
        RequestBody annotation = parameter.getAnnotation(RequestBody.class);
        return Json.createObjectBuilder()
                .add("required", annotation == null || annotation.required())
                .add(
                        "content",
                        parameter.getType() == InputStream.class
                                ? bytes(method.getAnnotation(Consumes.class))
                                : Json.createObjectBuilder().add(JSON, content(parameter.getType(), true)))
                .build();
    }

    /** A body that the resource reads itself. */
    private static JsonObjectBuilder bytes(@Nullable Consumes consumes) {
        String[] types = consumes == null ? new String[] {"*/*"} : consumes.value();
        JsonObjectBuilder content = Json.createObjectBuilder();
        if (types[0].equals("*/*")) { // Generated clients send the first type as it is.
            content.add("application/octet-stream", binary());
        }
        for (String type : types) {
            content.add(type, binary());
        }
        return content;
    }

    private JsonObject content(Type type, boolean request) {
        JsonObject schema = schemas.of(type, request);
        return Json.createObjectBuilder()
                .add("schema", schema)
                .add("example", examples.of(schema, ""))
                .build();
    }

    private JsonObject responses(Route route, List<Route> alternatives, List<JsonObject> parameters, boolean hasBody) {
        Method method = route.code();
        APIResponse[] annotations = method.getAnnotationsByType(APIResponse.class);
        APIResponse annotation = annotations.length == 0 ? null : annotations[0];
        String status =
                annotation != null ? annotation.responseCode() : method.getReturnType() == void.class ? "204" : "200";
        JsonObjectBuilder success = Json.createObjectBuilder()
                .add(
                        "description",
                        annotation != null
                                ? annotation.description()
                                : status.equals("204") ? "Done; there is no body" : "Success");
        JsonObject headers = headers(method, annotation, status);
        if (!headers.isEmpty()) {
            success.add("headers", headers);
        }
        JsonObjectBuilder content = Json.createObjectBuilder();
        alternatives.forEach(each -> addContent(content, each.code()));
        JsonObject contents = content.build();
        if (!contents.isEmpty()) {
            success.add("content", contents);
        }
        JsonObject first = success.build();
        JsonObjectBuilder all = Json.createObjectBuilder().add(status, first);
        Arrays.stream(annotations)
                .skip(1)
                .filter(other -> other.responseCode().startsWith("2"))
                .forEach(other -> all.add(other.responseCode(), other(first, method, other)));
        Arrays.stream(annotations)
                .filter(other -> other.responseCode().equals("304"))
                .forEach(other -> all.add("304", Json.createObjectBuilder().add("description", other.description())));
        if (isVersioned(method, status) && route.method().equals("GET")) {
            all.add("304", Json.createObjectBuilder().add("description", "The ETag in If-None-Match is current"));
        }
        boolean matches = parameters.stream().anyMatch(p -> p.getString("name").equals("If-Match"));
        boolean named = hasBody
                || parameters.stream()
                        .anyMatch(p -> p.getString("in").equals("path")
                                || p.getString("name").equals("projectId"));
        Problems.statuses(route.method(), hasBody, named, matches)
                .forEach((code, name) -> all.add(code, Problems.reference(name)));
        return all.build();
    }

    private void addContent(JsonObjectBuilder content, Method method) {
        Produces produces = method.isAnnotationPresent(Produces.class)
                ? method.getAnnotation(Produces.class)
                : method.getDeclaringClass().getAnnotation(Produces.class);
        if (produces == null) {
            return;
        }
        Type type = bodyType(method);
        for (String mediaType : produces.value()) {
            String name = mediaType.replaceAll(";\\s*qs=.*", "");
            if (name.equals(JSON) && type == String.class) { // A resource that writes its body itself.
                content.add(JSON, Json.createObjectBuilder().add("schema", JsonValue.EMPTY_JSON_OBJECT));
            } else if (name.equals(JSON) && type != void.class) {
                content.add(JSON, content(type, false));
            } else if (!name.equals(JSON)) {
                content.add(
                        name.replaceAll(";.*", ""),
                        name.equals("application/octet-stream")
                                ? binary()
                                : Json.createObjectBuilder().add("schema", JsonSchemas.schema("string")));
            }
        }
    }

    private static JsonObjectBuilder binary() {
        return Json.createObjectBuilder()
                .add("schema", JsonSchemas.schema("string").add("format", "binary"));
    }

    /** Another success than the first one; it has the same body, and headers of its own. */
    private static JsonObjectBuilder other(JsonObject first, Method method, APIResponse annotation) {
        JsonObjectBuilder other = Json.createObjectBuilder().add("description", annotation.description());
        JsonObject headers = headers(method, annotation, annotation.responseCode());
        if (!headers.isEmpty()) {
            other.add("headers", headers);
        }
        return other.add("content", first.get("content"));
    }

    private static JsonObject headers(Method method, @Nullable APIResponse annotation, String status) {
        JsonObjectBuilder headers = Json.createObjectBuilder();
        if (annotation != null) {
            Arrays.stream(annotation.headers())
                    .forEach(each -> headers.add(
                            each.name(),
                            header(
                                    each.name().equals("ETag")
                                            ? "The version, for If-Match and If-None-Match"
                                            : each.description(),
                                    "")));
        }
        boolean hasAddress = method.getReturnType() == Answer.class || method.isAnnotationPresent(PUT.class);
        if (hasAddress && (status.equals("201") || status.equals("202"))) {
            headers.add("Location", header("The address of what was created", "uri-reference"));
        }
        if (isVersioned(method, status)) {
            headers.add("ETag", header("The version of the answer, for If-Match and If-None-Match", ""));
        }
        if (isPage(method)) {
            headers.add("Link", header("The address of the next page, with rel=\"next\"; absent on the last page", ""));
        }
        return headers.build();
    }

    private static JsonObject header(String description, String format) {
        JsonObjectBuilder schema = JsonSchemas.schema("string");
        if (!format.isEmpty()) {
            schema.add("format", format);
        }
        return Json.createObjectBuilder()
                .add("description", description)
                .add("schema", schema)
                .build();
    }

    private static boolean isPage(Method method) {
        return method.getReturnType() == Answer.class && bodyType(method) instanceof ParameterizedType;
    }

    private static boolean isVersioned(Method method, String status) {
        return method.getReturnType() == Answer.class && status.equals("200") && !isPage(method);
    }

    /** The type of the JSON body of an answer. */
    private static Type bodyType(Method method) {
        for (APIResponse response : method.getAnnotationsByType(APIResponse.class)) {
            for (Content content : response.content()) {
                if (content.schema().implementation() != Void.class) {
                    return content.schema().implementation();
                }
            }
        }
        return method.getGenericReturnType() instanceof ParameterizedType p && p.getRawType() == Answer.class
                ? p.getActualTypeArguments()[0]
                : method.getReturnType() == Response.class ? void.class : method.getGenericReturnType();
    }
}
