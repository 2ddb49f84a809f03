package dev.codeagent.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.chat.ChatMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContextWindowTest {
    private static ChatMessage toolResult(String id, int chars) {
        return new ChatMessage.Tool(id, "read_file", "x".repeat(chars), false);
    }

    @Test
    void returnsAConversationThatFitsUnchanged() {
        List<ChatMessage> messages = List.of(new ChatMessage.User("hello"), toolResult("c1", 100));

        assertThat(new ContextWindow(105).fit(messages)).isEqualTo(messages);
    }

    @Test
    void replacesTheOldestToolResultsWithANotice() {
        var user = new ChatMessage.User("hello");
        List<ChatMessage> fitted = new ContextWindow(1_500)
                .fit(List.of(user, toolResult("c1", 1_000), toolResult("c2", 1_000), toolResult("c3", 400)));

        assertThat(fitted.getFirst()).isEqualTo(user);
        assertThat(((ChatMessage.Tool) fitted.get(1)).text()).contains("left out");
        assertThat(fitted.get(2)).isEqualTo(toolResult("c2", 1_000));
        assertThat(fitted.get(3)).isEqualTo(toolResult("c3", 400));
    }

    @Test
    void keepsTheLastToolResultWhateverItsSize() {
        List<ChatMessage> messages = List.of(new ChatMessage.User("hello"), toolResult("c1", 5_000));

        assertThat(new ContextWindow(100).fit(messages)).isEqualTo(messages);
    }

    @Test
    void leavesOutTheResultsBeforeTheLastTurn() {
        var turn = new ChatMessage.Assistant("", "I read.", List.of());
        var messages = List.of(
                new ChatMessage.User("x"),
                turn,
                toolResult("1", 500),
                turn,
                toolResult("2", 500),
                toolResult("3", 500));

        List<ChatMessage> reduced = ContextWindow.reduce(messages);

        assertThat(((ChatMessage.Tool) reduced.get(2)).text()).startsWith("(an older result");
        assertThat(reduced.subList(3, 6)).isEqualTo(messages.subList(3, 6));
    }

    @Test
    void shortensTheLastResultsIfThereAreNoOthers() {
        var turn = new ChatMessage.Assistant("", "I read.", List.of());
        List<ChatMessage> reduced =
                ContextWindow.reduce(List.of(new ChatMessage.User("x"), turn, toolResult("1", 4_000)));

        String text = ((ChatMessage.Tool) reduced.get(2)).text();
        assertThat(text).hasSizeLessThan(1_100).contains("(3000 characters left out)");
    }

    @Test
    void limitsEachResultToItsBeginningAndItsEnd() {
        var result = new ChatMessage.Tool("1", "run_tests", "begin" + "x".repeat(10_000) + "end", false);

        var limited = (ChatMessage.Tool)
                ContextWindow.limitResults(List.of(result), 1_000).getFirst();

        assertThat(limited.text()).startsWith("begin").endsWith("end").hasSizeLessThan(1_100);
    }
}
