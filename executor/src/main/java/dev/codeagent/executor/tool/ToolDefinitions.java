package dev.codeagent.executor.tool;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Reads the tool definitions of {@code tools/list} from {@code tools.json}. */
public final class ToolDefinitions {
    private ToolDefinitions() {}

    public static JsonObject load() {
        try (InputStream in = ToolDefinitions.class.getResourceAsStream("/tools.json");
                var reader = Json.createReader(in)) {
            return reader.readObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
