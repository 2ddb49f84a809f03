package dev.codeagent.providers;

import dev.codeagent.api.run.Usage;
import java.util.List;

/**
 * A finished turn of a model.
 *
 * @param stop why it ended: stop, tool_calls, length, content_filter, or what the provider said
 */
public record ChatTurn(String thinking, String text, List<ToolRequest> calls, Usage usage, String stop) {
    public ChatTurn {
        calls = List.copyOf(calls);
    }
}
