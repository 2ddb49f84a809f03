package dev.codeagent.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.cli.run.Position.Step;
import org.junit.jupiter.api.Test;

class PositionTest {
    private final Position position = new Position();

    @Test
    void takesEventsInOrderAndEachOnce() {
        assertThat(event(1, "run.created")).isEqualTo(Step.NEXT);
        assertThat(event(2, "notice")).isEqualTo(Step.NEXT);
        assertThat(event(2, "notice")).isEqualTo(Step.SEEN);
        assertThat(event(4, "notice")).isEqualTo(Step.GAP);
        assertThat(event(3, "notice")).isEqualTo(Step.NEXT);
    }

    @Test
    void takesTheNewPartOfADeltaOnly() {
        assertThat(delta("b1", 0, "Hello")).isEqualTo("0:Hello");
        assertThat(delta("b1", 0, "Hello")).isEmpty();
        assertThat(delta("b1", 3, "lo world")).isEqualTo("5: world");
        assertThat(delta("b1", 11, "!")).isEqualTo("11:!");
    }

    @Test
    void leavesOutADeltaWhosePredecessorIsMissing() {
        delta("b1", 0, "abc");

        assertThat(delta("b1", 5, "fg")).isEmpty();
        assertThat(delta("b1", 3, "de")).isEqualTo("3:de");
    }

    @Test
    void countsBlocksApart() {
        delta("thinking", 0, "abc");

        assertThat(delta("text", 0, "x")).isEqualTo("0:x");
        assertThat(delta("thinking", 3, "d")).isEqualTo("3:d");
    }

    @Test
    void asksForTheRestOfTheOpenBlock() {
        event(1, "run.created");
        delta("b1", 0, "abc");

        assertThat(position.cursor("r").toString())
                .isEqualTo("{\"run\":\"r\",\"seq\":1,\"block\":\"b1\",\"offset\":3}");
    }

    @Test
    void asksForNoBlockWhenTheLastOneIsFinished() {
        delta("b1", 0, "abc");
        event(1, "block.finished");

        assertThat(position.cursor("r").toString()).isEqualTo("{\"run\":\"r\",\"seq\":1}");
    }

    @Test
    void beginsBlocksAnewAfterTheServerWasRestarted() {
        event(1, "run.started");
        delta("b1", 0, "half a sen");
        event(2, "run.started");

        assertThat(delta("b1", 0, "half")).isEqualTo("0:half");
    }

    private Step event(long seq, String type) {
        return position.event(
                (GatewayMessage.Event) GatewayMessage.read(Messages.event("r", seq, type, "\"block\":\"b1\"")));
    }

    private String delta(String block, int offset, String text) {
        return position.delta((GatewayMessage.Delta) GatewayMessage.read(Messages.delta("r", block, offset, text)))
                .map(d -> d.getInt("offset") + ":" + d.getString("text"))
                .orElse("");
    }
}
