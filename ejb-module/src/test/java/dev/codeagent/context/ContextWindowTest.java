package dev.codeagent.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.providers.ChatMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContextWindowTest {
    private static ChatMessage answer(String id, int chars) {
        return new ChatMessage.Tool(id, "read_file", "x".repeat(chars), false);
    }

    @Test
    void leavesAConversationThatFits() {
        List<ChatMessage> messages = List.of(new ChatMessage.User("hello"), answer("c1", 100));

        assertThat(new ContextWindow(105).fit(messages)).isEqualTo(messages);
    }

    @Test
    void dropsTheOldestResultsFirstAndSaysSo() {
        var user = new ChatMessage.User("hello");
        List<ChatMessage> fitted = new ContextWindow(1_500)
                .fit(List.of(user, answer("c1", 1_000), answer("c2", 1_000), answer("c3", 400)));

        assertThat(fitted.getFirst()).isEqualTo(user);
        assertThat(((ChatMessage.Tool) fitted.get(1)).text()).contains("left out");
        assertThat(fitted.get(2)).isEqualTo(answer("c2", 1_000));
        assertThat(fitted.get(3)).isEqualTo(answer("c3", 400));
    }

    @Test
    void keepsTheLastResultWhateverItsSize() {
        List<ChatMessage> messages = List.of(new ChatMessage.User("hello"), answer("c1", 5_000));

        assertThat(new ContextWindow(100).fit(messages)).isEqualTo(messages);
    }
}
