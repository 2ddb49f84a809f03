package dev.codeagent.providers;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpTool;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.api.provider.SegmentedContext;
import dev.codeagent.api.provider.SystemInstructions;
import dev.codeagent.api.provider.TurnListener;
import java.util.List;

/** Requests of tests. */
public final class TestRequests {
    public static final McpMessage HELLO = message(List.of(new ChatMessage.User("hello")));

    private TestRequests() {}

    public static McpMessage message(List<ChatMessage> messages, McpTool... tools) {
        return McpMessage.of(new SystemInstructions("agent: coding"), SegmentedContext.task(messages), List.of(tools));
    }

    /** A streamed request to the model {@code m-1}. */
    public static ProviderContext context(TurnListener listener, CancellationToken cancellation) {
        return new ProviderContext(
                "m-1", ModelTraits.UNKNOWN, GenerationParameters.DEFAULT, true, listener, cancellation);
    }
}
