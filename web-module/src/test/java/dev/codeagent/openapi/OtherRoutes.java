package dev.codeagent.openapi;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The addresses of servlets, of the WebSocket and of the container, which are written by hand. */
final class OtherRoutes {
    private OtherRoutes() {}

    /** Their path items. */
    static JsonObject paths() {
        return read("/other-routes.json");
    }

    /** The schemas that they refer to. */
    static JsonObject schemas() {
        return read("/other-schemas.json");
    }

    private static JsonObject read(String resource) {
        try (InputStream in = Objects.requireNonNull(OtherRoutes.class.getResourceAsStream(resource));
                var reader = Json.createReader(in)) {
            return reader.readObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
