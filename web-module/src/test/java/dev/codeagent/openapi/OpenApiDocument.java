package dev.codeagent.openapi;

import dev.codeagent.rest.RestApplication;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonWriterFactory;
import jakarta.json.stream.JsonGenerator;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;

/** The OpenAPI document of all routes. */
final class OpenApiDocument {
    private OpenApiDocument() {}

    static JsonObject generate(List<Route> routes) {
        var schemas = new JsonSchemas();
        var examples = new Examples(schemas.components());
        var operations = new Operations(schemas, examples);
        Map<String, Map<String, List<Route>>> byPath = routes.stream()
                .collect(Collectors.groupingBy(
                        Route::path,
                        LinkedHashMap::new,
                        Collectors.groupingBy(Route::method, LinkedHashMap::new, Collectors.toList())));
        JsonObjectBuilder paths = Json.createObjectBuilder();
        byPath.forEach((path, methods) -> {
            JsonObjectBuilder item = Json.createObjectBuilder();
            methods.forEach((method, same) ->
                    item.add(method.toLowerCase(java.util.Locale.ROOT), operations.describe(same.getFirst(), same)));
            paths.add(path, item);
        });
        OtherRoutes.paths().forEach(paths::add);
        JsonObject responses = Problems.components(schemas, examples);
        JsonObjectBuilder components = Json.createObjectBuilder();
        var all = new TreeMap<String, JsonObject>(schemas.components());
        OtherRoutes.schemas().forEach((name, schema) -> all.put(name, schema.asJsonObject()));
        all.forEach(components::add);
        return Json.createObjectBuilder()
                .add("openapi", "3.1.0")
                .add("info", info())
                .add(
                        "servers",
                        Json.createArrayBuilder().add(Json.createObjectBuilder().add("url", "/")))
                .add("security", security())
                .add("tags", tags(routes))
                .add("paths", paths)
                .add(
                        "components",
                        Json.createObjectBuilder()
                                .add("schemas", components)
                                .add("responses", responses)
                                .add("securitySchemes", securitySchemes()))
                .build();
    }

    private static JsonObject info() {
        var info = RestApplication.class.getAnnotation(OpenAPIDefinition.class).info();
        return Json.createObjectBuilder()
                .add("title", info.title())
                .add("version", info.version())
                .add("description", info.description())
                .add(
                        "license",
                        Json.createObjectBuilder()
                                .add("name", info.license().name())
                                .add("identifier", info.license().name()))
                .build();
    }

    private static JsonArrayBuilder security() {
        return Json.createArrayBuilder()
                .add(Json.createObjectBuilder().add("token", Json.createArrayBuilder()))
                .add(Json.createObjectBuilder().add("session", Json.createArrayBuilder()));
    }

    private static JsonObjectBuilder securitySchemes() {
        return Json.createObjectBuilder()
                .add(
                        "token",
                        Json.createObjectBuilder()
                                .add("type", "http")
                                .add("scheme", "bearer")
                                .add("description", "The token in the file 'authorization' of the data directory"))
                .add(
                        "session",
                        Json.createObjectBuilder()
                                .add("type", "apiKey")
                                .add("in", "cookie")
                                .add("name", "codeagent-8080")
                                .add(
                                        "description",
                                        "The cookie of a browser that has logged in; its name ends with the port"));
    }

    private static JsonArrayBuilder tags(List<Route> routes) {
        JsonArrayBuilder tags = Json.createArrayBuilder();
        routes.stream()
                .map(route -> route.code()
                        .getDeclaringClass()
                        .getAnnotation(org.eclipse.microprofile.openapi.annotations.tags.Tag.class)
                        .name())
                .collect(Collectors.toCollection(TreeSet::new))
                .forEach(name -> tags.add(Json.createObjectBuilder().add("name", name)));
        return tags;
    }

    /** The text of the document, as it is in the repository. */
    static String text(JsonObject document) {
        JsonWriterFactory pretty = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true));
        var text = new StringWriter();
        try (var writer = pretty.createWriter(text)) {
            writer.write(document);
        }
        return text.toString().strip() + "\n";
    }
}
