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
}
