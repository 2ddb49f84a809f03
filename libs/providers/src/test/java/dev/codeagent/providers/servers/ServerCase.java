package dev.codeagent.providers.servers;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * One behaviour of a model server, of a file of its kind.
 *
 * @param kind the name of the file
 * @param wire the protocol; openai if the case names none
 * @param action turn: one answer; chat: answers and results of tools until there are no more calls; test: the test of the
 *     provider; list: its models
 * @param answers what the server sends
 * @param expected what must come of it
 * @param fields all fields of the case
 */
record ServerCase(
        String kind,
        String name,
        String wire,
        String action,
        List<CaseAnswer> answers,
        JsonObject expected,
        JsonObject fields) {
    static final List<String> KINDS =
            List.of("proper-answers", "tool-calls", "round-trip", "time", "addresses", "context-length");

    static List<ServerCase> all() {
        return KINDS.stream().flatMap(kind -> read(kind).stream()).toList();
    }

    private static List<ServerCase> read(String kind) {
        try (InputStream file = ServerCase.class.getResourceAsStream(kind + ".yaml")) {
            var settings = LoadSettings.builder().setLabel(kind).build();
            var list = (List<?>) new Load(settings).loadFromInputStream(Objects.requireNonNull(file));
            return Json.createArrayBuilder(list).build().stream()
                    .map(fields -> read(kind, fields.asJsonObject()))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ServerCase read(String kind, JsonObject fields) {
        return new ServerCase(
                kind,
                fields.getString("name"),
                fields.getString("wire", "openai"),
                fields.getString("do", "turn"),
                fields.getJsonArray("answers").stream()
                        .map(answer -> CaseAnswer.read(answer.asJsonObject()))
                        .toList(),
                fields.getJsonObject("expect"),
                fields);
    }

    /** The values of a case that every wire needs. */
    String url() {
        String defaultPath = Map.of("gemini", "/v1beta", "ollama", "", "cohere", "/v2", "docker", "/engines/v1")
                .getOrDefault(wire, "/v1");
        return fields.getString("url", defaultPath);
    }

    @Override
    public String toString() {
        return kind + "/" + name;
    }
}
