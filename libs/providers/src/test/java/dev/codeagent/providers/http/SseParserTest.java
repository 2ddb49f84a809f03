package dev.codeagent.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SseParserTest {

    /** The events, which are the same for each size of the pieces. */
    private static List<String> events(String stream) {
        List<String> first = events(stream, 1);
        for (int size : List.of(2, 3, 7, 1_000)) {
            assertThat(events(stream, size)).isEqualTo(first);
        }
        return first;
    }

    private static List<String> events(String stream, int pieceBytes) {
        var events = new ArrayList<String>();
        var parser = new SseParser(100, (name, data) -> events.add(name + "|" + data));
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i += pieceBytes) {
            parser.accept(ByteBuffer.wrap(bytes, i, Math.min(pieceBytes, bytes.length - i)));
        }
        parser.end();
        return events;
    }

    @Test
    void acceptsEveryLineEnd() {
        assertThat(events("event: a\r\ndata: 1\r\n\r\n: c\ndata: ü\ndata:2\n\nevent: b\rdata: 3\r\rdata: 4"))
                .containsExactly("a|1", "|ü\n2", "b|3", "|4");
    }

    @Test
    void separatesObjectsWithoutAnEmptyLineBetweenThem() {
        assertThat(events("data: {\"a\":1}\ndata: {\"b\":2}\ndata: [DONE]\n\n"))
                .containsExactly("|{\"a\":1}", "|{\"b\":2}", "|[DONE]");
        assertThat(events("data: {\"a\":\ndata: {\"b\":2}}\n\n")).containsExactly("|{\"a\":\n{\"b\":2}}");
    }

    @Test
    void limitsAnEvent() {
        String line = "x".repeat(60);
        assertThat(events("data: " + line + "\n\n")).hasSize(1);
        assertThatThrownBy(() -> events("data: " + line + "\ndata: " + line + "\n\n"))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("larger than allowed");
        assertThatThrownBy(() -> events(": " + line + line)).isInstanceOf(AgentException.class);
    }
}
