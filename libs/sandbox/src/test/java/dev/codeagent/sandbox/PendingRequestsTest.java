package dev.codeagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingRequestsTest {
    private final List<String> noise = new ArrayList<>();
    private final PendingRequests pending = new PendingRequests(noise::add);

    private void receive(String line) {
        pending.handleLine(new ExecutorLineReader.Line(line, false, true));
    }

    private static String answer(long id) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"n\":" + id + "}}";
    }

    @Test
    void readsTheAnswerThatFollowsThePartialLineOfAKilledExecutor() {
        var first = pending.add("a", 1_000);
        var second = pending.add("b", 1_000);

        receive("{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":{\"tex" + answer(second.id()));

        assertThat(second.response()).isCompleted();
        assertThat(first.response()).isNotDone();
    }

    @Test
    void failsTheRequestOfAPartialLineAndReadsTheAnswerAfterIt() {
        var first = pending.add("a", 1_000);
        var second = pending.add("b", 1_000);

        receive("{\"jsonrpc\":\"2.0\",\"id\":" + first.id() + ",\"result\":{\"tex" + answer(second.id()));

        assertThatThrownBy(first.response()::join).hasMessageContaining("not a JSON object");
        assertThat(second.response()).isCompleted();
    }

    @Test
    void takesNoTextWithinAnAnswerForAnotherMessage() {
        var first = pending.add("a", 1_000);

        receive("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"text\":\"{\\\"jsonrpc\\\":\\\"2.0\\\",\\\"id\\\":1}\"}}");

        assertThat(first.response().join().getString("text")).startsWith("{\"jsonrpc\"");
    }

    @Test
    void survivesALineOfMessageStarts() {
        var first = pending.add("a", 1_000);

        receive("{\"jsonrpc\":".repeat(100_000));

        assertThat(first.response()).isCompletedExceptionally();
    }
}
