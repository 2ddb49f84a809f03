package dev.codeagent.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonWriterFactory;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Golden files of the JSON format; a change in one of them is a change of the contract. */
final class GoldenFiles {
    private static final JsonWriterFactory PRETTY =
            Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true));

    private GoldenFiles() {}

    static JsonObject read(String name) throws IOException {
        try (InputStream in = GoldenFiles.class.getResourceAsStream("/golden/" + name + ".json")) {
            assertThat(in).as("golden file " + name + ".json").isNotNull();
            return EnvelopeCodec.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /**
     * Compares including the order of fields. If the result differs, {@code target/golden} contains the actual JSON.
     */
    static void assertMatches(String name, JsonObject actual) throws IOException {
        Path now = Path.of("target/golden", name + ".json");
        Files.createDirectories(now.getParent());
        var text = new StringWriter();
        PRETTY.createWriter(text).writeObject(actual);
        Files.writeString(now, text.toString().strip() + "\n");
        assertThat(actual.toString()).as(name).isEqualTo(read(name).toString());
    }
}
