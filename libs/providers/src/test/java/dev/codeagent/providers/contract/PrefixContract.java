package dev.codeagent.providers.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.provider.GenerationParameters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A request of every provider begins with the bytes of the one before, so that the provider can cache them. */
abstract class PrefixContract extends RequestContract {
    private static final int TURNS = 20;
    /** The mark of the prompt cache moves with the end of the conversation; it is no part of the prompt. */
    private static final String MARK = ",\"cache_control\":{\"type\":\"ephemeral\"}";

    @Test
    void addsToARequestAndChangesNothingBefore() throws IOException {
        List<ChatMessage> messages = new ArrayList<>(List.of(new ChatMessage.User("fix the bug: end-of-turn-0")));
        String previous = "";
        long all = 0;
        long stable = 0;
        for (int turn = 1; turn <= TURNS; turn++) {
            String body = send(message(messages, tool("read_file"), tool("git_log")), GenerationParameters.DEFAULT)
                    .body()
                    .replace(MARK, "");
            int prefix = commonPrefix(previous, body);
            if (turn > 1) {
                String lastText = "end-of-turn-" + (turn - 2);
                assertThat(prefix)
                        .as("the prefix of turn %s covers the messages before", turn)
                        .isGreaterThanOrEqualTo(previous.lastIndexOf(lastText) + lastText.length());
                assertThat(prefix + commonSuffix(previous, body))
                        .as("turn %s adds messages and changes nothing else", turn)
                        .isGreaterThanOrEqualTo(previous.length());
            }
            all += body.length();
            stable += prefix;
            previous = body;
            messages.add(new ChatMessage.Assistant(
                    "", "I read.", List.of(new ToolCallRequest("call_" + turn, "read_file", "{\"path\":\"a\"}"))));
            messages.add(new ChatMessage.Tool(
                    "call_" + turn, "read_file", "line of code\n".repeat(20) + "end-of-turn-" + turn, false));
        }
        assertThat(stable * 100 / all).as("percent of the input of the run").isGreaterThanOrEqualTo(80);
    }

    private static int commonPrefix(String a, String b) {
        int length = 0;
        while (length < Math.min(a.length(), b.length()) && a.charAt(length) == b.charAt(length)) {
            length++;
        }
        return length;
    }

    private static int commonSuffix(String a, String b) {
        return commonPrefix(
                new StringBuilder(a).reverse().toString(),
                new StringBuilder(b).reverse().toString());
    }
}
