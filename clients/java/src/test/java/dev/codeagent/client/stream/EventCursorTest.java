package dev.codeagent.client.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.client.stream.EventCursor.EventOrder;
import org.junit.jupiter.api.Test;

class EventCursorTest {
    private final EventCursor cursor = new EventCursor();

    @Test
    void acceptsEventsInOrderAndOnce() {
        assertThat(advance(1, "run.created")).isEqualTo(EventOrder.NEXT);
        assertThat(advance(2, "notice")).isEqualTo(EventOrder.NEXT);
        assertThat(advance(2, "notice")).isEqualTo(EventOrder.DUPLICATE);
        assertThat(advance(4, "notice")).isEqualTo(EventOrder.GAP);
        assertThat(advance(3, "notice")).isEqualTo(EventOrder.NEXT);
    }

    @Test
    void returnsOnlyTheNewPartOfADelta() {
        assertThat(newPart("b1", 0, "Hello")).isEqualTo("0:Hello");
        assertThat(newPart("b1", 0, "Hello")).isEmpty();
        assertThat(newPart("b1", 3, "lo world")).isEqualTo("5: world");
        assertThat(newPart("b1", 11, "!")).isEqualTo("11:!");
    }

    @Test
    void ignoresADeltaAfterAGap() {
        newPart("b1", 0, "abc");

        assertThat(newPart("b1", 5, "fg")).isEmpty();
        assertThat(newPart("b1", 3, "de")).isEqualTo("3:de");
    }

    @Test
    void tracksTheOffsetOfEachBlock() {
        newPart("thinking", 0, "abc");

        assertThat(newPart("text", 0, "x")).isEqualTo("0:x");
        assertThat(newPart("thinking", 3, "d")).isEqualTo("3:d");
    }

    @Test
    void includesTheOpenBlockInTheCursor() {
        advance(1, "run.created");
        newPart("b1", 0, "abc");

        assertThat(cursor.toJson("r").toString()).isEqualTo("{\"run\":\"r\",\"seq\":1,\"block\":\"b1\",\"offset\":3}");
    }

    @Test
    void omitsAFinishedBlockFromTheCursor() {
        newPart("b1", 0, "abc");
        advance(1, "block.finished");

        assertThat(cursor.toJson("r").toString()).isEqualTo("{\"run\":\"r\",\"seq\":1}");
    }

    @Test
    void resetsBlocksWhenTheRunIsRestarted() {
        advance(1, "run.started");
        newPart("b1", 0, "half a sen");
        advance(2, "run.started");

        assertThat(newPart("b1", 0, "half")).isEqualTo("0:half");
    }

    private EventOrder advance(long seq, String type) {
        return cursor.advance(
                (GatewayMessage.Event) GatewayMessage.parse(GatewayMessages.event("r", seq, type, "\"block\":\"b1\"")));
    }

    private String newPart(String block, int offset, String text) {
        return cursor.newPart(
                        (GatewayMessage.Delta) GatewayMessage.parse(GatewayMessages.delta("r", block, offset, text)))
                .map(d -> d.getInt("offset") + ":" + d.getString("text"))
                .orElse("");
    }
}
