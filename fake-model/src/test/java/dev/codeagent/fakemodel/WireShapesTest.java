package dev.codeagent.fakemodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The bytes of each wire, compared with files whose shape was checked against recorded traffic of the vendors: events,
 * fields, and framing. {@code -Dwires.update=true} writes the files.
 */
class WireShapesTest extends ServerFixture {
    private static final String TURN = """
            {"thinking": "I need the file.", "text": "Let me look 🙂.", "chunk": 10,
             "toolCalls": [{"name": "read_file", "arguments": {"path": "a.txt"}}, {"name": "git_log"}],
             "usage": {"input": 100, "output": 20, "cached": 60, "cacheWrite": 10, "reasoning": 5}}""";

    @ParameterizedTest
    @EnumSource
    void streamedAnswer(WireClient.WireRequest wire) throws Exception {
        compare(wire, "stream", startWire(wire, TURN).ask(true));
    }

    @ParameterizedTest
    @EnumSource
    void wholeAnswer(WireClient.WireRequest wire) throws Exception {
        compare(wire, "whole", startWire(wire, TURN).ask(false));
    }

    @ParameterizedTest
    @EnumSource
    void errorBeforeAndInTheStream(WireClient.WireRequest wire) throws Exception {
        String turns =
                "{\"text\": \"x\", \"faults\": [{\"kind\": \"status\", \"status\": 429, \"retryInfo\": \"2.5s\"}]}";
        HttpResponse<byte[]> refused = startWire(wire, turns).ask(true);
        assertThat(refused.statusCode()).isEqualTo(429);
        compare(wire, "error", refused);
        String broken = "{\"text\": \"abcdef\", \"chunk\": 2,"
                + " \"faults\": [{\"kind\": \"errorEvent\", \"after\": 1, \"status\": 529}]}";
        compare(wire, "error-event", startWire(wire, broken).ask(true));
    }

    private static void compare(WireClient.WireRequest wire, String name, HttpResponse<byte[]> response)
            throws Exception {
        Path file = Path.of("src/test/resources/wires", wire.name().toLowerCase(java.util.Locale.ROOT), name + ".txt");
        String text = response.headers().firstValue("Content-Type").orElse("") + "\n"
                + new String(response.body(), StandardCharsets.UTF_8).replace("\r", "\\r");
        if (Boolean.getBoolean("wires.update")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }
}
