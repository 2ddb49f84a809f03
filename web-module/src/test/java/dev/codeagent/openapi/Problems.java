package dev.codeagent.openapi;

import dev.codeagent.http.Problem;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Map;
import java.util.TreeMap;

/** Describes answers with an error. */
final class Problems {
    private static final Map<String, String> NAMES = new TreeMap<>(
            Map.of(
                    "BadRequest", "The request is not valid; the problem names the field",
                    "Unauthorized", "The token is missing or wrong",
                    "Forbidden", "The request comes from a foreign Host or Origin, or is not allowed",
                    "NotFound", "What the request names does not exist",
                    "Conflict", "The request conflicts with the current state",
                    "PreconditionFailed", "Somebody changed it since the ETag in If-Match",
                    "TooLarge", "The body is larger than 1 MiB",
                    "UnsupportedMediaType", "The body is not application/json",
                    "Problem",
                            "Any other error: 405, 406, 408, 429 too busy, 502 and 503 the model provider or the git server, 500 the server"));

    private Problems() {}

    /** The statuses of an operation, and the names of their answers. */
    static Map<String, String> statuses(String method, boolean hasBody, boolean named, boolean matches) {
        var statuses = new TreeMap<>(Map.of("400", "BadRequest", "401", "Unauthorized", "403", "Forbidden"));
        if (named) {
            statuses.put("404", "NotFound");
        }
        if (!method.equals("GET")) {
            statuses.put("409", "Conflict");
        }
        if (matches) {
            statuses.put("412", "PreconditionFailed");
        }
        if (hasBody) {
            statuses.put("413", "TooLarge");
            statuses.put("415", "UnsupportedMediaType");
        }
        statuses.put("default", "Problem");
        return statuses;
    }

    static JsonObject reference(String name) {
        return Json.createObjectBuilder()
                .add("$ref", "#/components/responses/" + name)
                .build();
    }

    static JsonObject components(JsonSchemas schemas, Examples examples) {
        JsonObject schema = schemas.of(Problem.class, false);
        // An apply alone lists conflicts.
        JsonObject example = Json.createObjectBuilder(examples.of(schema, "").asJsonObject())
                .remove("conflicts")
                .build();
        JsonObjectBuilder all = Json.createObjectBuilder();
        NAMES.forEach((name, description) -> all.add(
                name,
                Json.createObjectBuilder()
                        .add("description", description)
                        .add(
                                "content",
                                Json.createObjectBuilder()
                                        .add(
                                                Problem.MEDIA_TYPE,
                                                Json.createObjectBuilder()
                                                        .add("schema", schema)
                                                        .add("example", example)))));
        return all.build();
    }
}
