package dev.codeagent.client.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.client.json.JsonTexts;
import dev.codeagent.client.json.RecordWriter;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The records of this client against the server's own samples of all events. */
class RunEventTest {
    private static final Path SAMPLES = Path.of("../../api-module/src/test/resources/golden/event");

    @Test
    void readsEveryFieldOfEveryEvent() throws IOException {
        for (JsonObject sample : samples()) {
            RunEvent event = RunEvent.read(sample);

            assertThat(event).as(sample.getString("type")).isNotInstanceOf(RunEvent.UnknownEvent.class);
            JsonObject written = RecordWriter.write((Record) event);
            sample.forEach((name, value) -> {
                if (!name.equals("type")) {
                    assertThat(written.get(name))
                            .as(sample.getString("type") + "." + name)
                            .isEqualTo(value);
                }
            });
        }
    }

    @Test
    void knowsTheEventsOfTheServer() {
        var server = new TreeSet<String>();
        Arrays.stream(dev.codeagent.api.run.RunEvent.class.getPermittedSubclasses())
                .forEach(type -> server.add(dev.codeagent.api.wire.EventCodec.typeOf(
                        type.asSubclass(dev.codeagent.api.run.RunEvent.class))));

        assertThat(RunEvent.TYPES.keySet()).containsExactlyInAnyOrderElementsOf(server);
    }

    @Test
    void hasTheFieldsOfTheServer() {
        for (Class<?> type : dev.codeagent.api.run.RunEvent.class.getPermittedSubclasses()) {
            String name =
                    dev.codeagent.api.wire.EventCodec.typeOf(type.asSubclass(dev.codeagent.api.run.RunEvent.class));
            List<String> expected =
                    Stream.concat(Stream.of("run", "seq", "at"), names(type)).toList();

            assertThat(names(RunEvent.TYPES.get(name))).as(name).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void keepsEventsOfNewerServers() {
        RunEvent event = RunEvent.read(JsonTexts.parse(
                        "{\"type\":\"run.paused\",\"run\":\"r\",\"seq\":7,\"at\":\"2026-01-02T03:04:05Z\",\"by\":\"ann\"}")
                .asJsonObject());

        assertThat(event).isInstanceOfSatisfying(RunEvent.UnknownEvent.class, unknown -> {
            assertThat(unknown.seq()).isEqualTo(7);
            assertThat(unknown.type()).isEqualTo("run.paused");
            assertThat(unknown.json().getString("by")).isEqualTo("ann");
        });
    }

    private static Stream<String> names(Class<?> type) {
        return Arrays.stream(type.getRecordComponents()).map(component -> component.getName());
    }

    private static List<JsonObject> samples() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            List<JsonObject> samples = files.map(RunEventTest::read).toList();
            assertThat(samples).hasSizeGreaterThan(20);
            return samples;
        }
    }

    private static JsonObject read(Path file) {
        try {
            return JsonTexts.parse(Files.readString(file)).asJsonObject();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
