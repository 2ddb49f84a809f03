package dev.codeagent.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden messages of clients, changed in many ways: each is answered once, with its id, and none is executed by accident. */
class MutatedMessagesTest {
    private static final Path GOLDEN = Path.of("../api-module/src/test/resources/golden/client");
    private static final List<JsonValue> VALUES = List.of(
            JsonValue.NULL,
            JsonValue.TRUE,
            Json.createValue(-1),
            Json.createValue(1e300),
            Json.createValue(Long.MAX_VALUE),
            Json.createValue(""),
            Json.createValue("\u0000"),
            Json.createValue("\ud800"),
            Json.createValue("../../etc/passwd"),
            Json.createValue("${jndi:ldap://x}"),
            Json.createValue("x".repeat(20_000)),
            Json.createValue("\u202e\u0007\u001b[31m"),
            JsonValue.EMPTY_JSON_ARRAY,
            JsonValue.EMPTY_JSON_OBJECT,
            Json.createArrayBuilder().add(JsonValue.EMPTY_JSON_ARRAY).add(1).build(),
            Json.createObjectBuilder().add("run", JsonValue.NULL).build());

    private final FakeRuns runs = new FakeRuns();
    private final TestClient client = new TestClient(runs, runs.executor(), true);

    static Stream<Path> messages() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files.sorted().toList().stream();
        }
    }

    /** All answers to a message, which must be in order. */
    private List<JsonObject> send(String text) {
        List<JsonObject> answers = client.sendText(text);
        assertThat(answers).as(shown(text)).isNotEmpty();
        for (JsonObject answer : answers) {
            if (answer.getString("type").equals("error")) {
                JsonObject error = answer.getJsonObject("payload");
                assertThat(error.getString("code"))
                        .as(shown(text) + " " + error)
                        .isNotEqualTo("INTERNAL");
                assertThat(error.getString("message"))
                        .as(shown(text))
                        .isNotBlank()
                        .hasSizeLessThan(4_100)
                        .doesNotContain("Exception", "\tat ");
            }
        }
        return answers;
    }

    private static String shown(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }

    private static JsonObject parse(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    /** The message with one value replaced, or left out, at each place. */
    private static List<JsonValue> changed(JsonValue value) {
        var all = new ArrayList<JsonValue>();
        if (value instanceof JsonObject object) {
            for (Map.Entry<String, JsonValue> field : object.entrySet()) {
                all.add(Json.createObjectBuilder(object).remove(field.getKey()).build());
                all.add(Json.createObjectBuilder(object)
                        .remove(field.getKey())
                        .add(field.getKey() + "\u0000", field.getValue())
                        .build());
                Stream.concat(VALUES.stream(), changed(field.getValue()).stream())
                        .map(other -> Json.createObjectBuilder(object)
                                .add(field.getKey(), other)
                                .build())
                        .forEach(all::add);
            }
        } else if (value instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                int index = i;
                Stream.concat(VALUES.stream(), changed(array.get(i)).stream())
                        .map(other ->
                                Json.createArrayBuilder(array).set(index, other).build())
                        .forEach(all::add);
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("messages")
    void answersChangedValuesWithTheIdAndTheField(Path file) throws IOException {
        JsonObject message = parse(Files.readString(file));
        int number = 0;
        for (JsonValue changed : changed(message)) {
            JsonObject object = changed.asJsonObject();
            boolean ownId = object.get("id") instanceof JsonString id && id.equals(message.get("id"));
            String id = ownId ? file.getFileName() + "-" + number++ : text(object.get("id"));
            JsonObject sent =
                    ownId ? Json.createObjectBuilder(object).add("id", id).build() : object;
            for (JsonObject answer : send(sent.toString())) {
                assertThat(answer.getString("id")).as(shown(sent.toString())).isEqualTo(id);
                JsonObject payload = answer.getJsonObject("payload");
                if (payload.getString("code", "").equals("MALFORMED_MESSAGE")) {
                    assertThat(payload.getString("field", ""))
                            .as(sent + " " + payload)
                            .isNotEmpty();
                }
            }
        }
    }

    /** U+FFFD replaces half of a pair, because no answer could contain it. */
    private static String text(JsonValue id) {
        return id instanceof JsonString s ? s.getString().replace('\ud800', '\ufffd') : "";
    }

    @ParameterizedTest
    @MethodSource("messages")
    void executesNothingThatIsNoWholeMessage(Path file) throws IOException {
        String text = parse(Files.readString(file)).toString();
        var random = new Random(7);
        var broken = new ArrayList<String>();
        for (int i = 0; i < 150; i++) {
            broken.add(text.substring(0, random.nextInt(text.length())));
        }
        for (String rest : List.of("}", "{}", " x", text, "\u0000", "\ufeff", ",", "]")) {
            broken.add(text + rest);
            broken.add((rest.isBlank() ? "," : rest) + text);
        }
        broken.add(text.replace("\":", "\" "));
        broken.add(text.replace('"', '\''));
        broken.add("[" + text + "]");
        broken.add(text.replaceFirst("\\{", "{\"deep\":" + "[".repeat(10_000)));
        broken.add(text.replaceFirst("\\{", "{\"n\":" + "9".repeat(10_000) + ","));
        broken.add(text.replaceFirst("\\{", "{\"n\":1e999999999,"));
        for (String each : broken) {
            assertThat(send(each))
                    .as(shown(each))
                    .allSatisfy(answer -> assertThat(answer.getString("type")).isEqualTo("error"));
        }
        assertThat(runs.requests).isEmpty();
        assertThat(runs.cancelled).isEmpty();
        assertThat(runs.applied).isEmpty();
        assertThat(runs.undone).isEmpty();
        assertThat(runs.settingChanges).isEmpty();
    }

    @Test
    void survivesRandomBytesInAMessage() throws IOException {
        var random = new Random(11);
        for (Path file : messages().toList()) {
            String text = parse(Files.readString(file)).toString();
            for (int i = 0; i < 100; i++) {
                var changed = new StringBuilder(text);
                for (int j = 0; j < 1 + random.nextInt(3); j++) {
                    changed.setCharAt(random.nextInt(changed.length()), (char) random.nextInt(0x300));
                }
                send(changed.toString());
            }
        }
    }

    /** RFC 8259 does not forbid it. Both readers of a message take the last, so that the digest and the command agree. */
    @Test
    void takesTheLastOfEqualKeys() {
        List<JsonObject> answers =
                send("{\"id\":\"k\",\"type\":\"command\",\"payload\":{\"command\":\"/cancel\",\"command\":\"/ping\"}}");

        assertThat(answers.getLast().getJsonObject("payload").getString("status"))
                .isEqualTo("pong");
        assertThat(runs.cancelled).isEmpty();
    }
}
