package dev.codeagent.tests.system;

import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.tests.anyserver.CodeagentCli;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;

/** The schema of what commands print with {@code --json}. */
final class CliSchema {
    private CliSchema() {}

    /** The document as it is published. */
    static JsonObject published() throws IOException {
        return GatewayMessages.parse(Files.readString(CodeagentCli.projectRoot().resolve("docs/cli.schema.json")));
    }

    /** The same schema; objects have no other fields than those that it names. */
    static JsonValue strict(JsonValue value) {
        return switch (value.getValueType()) {
            case OBJECT -> {
                JsonObject object = value.asJsonObject();
                JsonObjectBuilder copy = Json.createObjectBuilder();
                object.forEach((name, child) -> copy.add(name, strict(child)));
                boolean closed = object.containsKey("properties")
                        && object.containsKey("type")
                        && !object.containsKey("additionalProperties");
                yield (closed ? copy.add("additionalProperties", false) : copy).build();
            }
            case ARRAY -> {
                var copy = Json.createArrayBuilder();
                value.asJsonArray().forEach(child -> copy.add(strict(child)));
                yield copy.build();
            }
            default -> value;
        };
    }
}
