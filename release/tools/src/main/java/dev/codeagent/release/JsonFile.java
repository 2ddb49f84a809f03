package dev.codeagent.release;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Reads and writes JSON files. */
final class JsonFile {
    private JsonFile() {}

    static JsonObject read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ReleaseException(file + " is missing; build the tree with `mvn -DskipTests verify`");
        }
        try (JsonReader reader = Json.createReader(Files.newBufferedReader(file))) {
            return reader.readObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, JsonObject json) {
        var pretty = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true));
        try (JsonWriter writer = pretty.createWriter(Files.newBufferedWriter(file))) {
            writer.writeObject(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
