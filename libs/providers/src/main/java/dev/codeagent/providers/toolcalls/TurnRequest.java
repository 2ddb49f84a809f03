package dev.codeagent.providers.toolcalls;

import dev.codeagent.api.provider.McpMessage;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A request in two sizes, because the model that answers is known only when it is sent.
 *
 * @param full for models that call tools through their API
 * @param compact the same for models with small windows: short instructions, few tools, short results. It is created when it is needed
 * @param required the tools of which a model that chooses under a schema must call one, because its task is not done without;
 *     empty if it may call any, or answer
 */
public record TurnRequest(McpMessage full, Supplier<McpMessage> compact, Set<String> required) {
    public TurnRequest {
        required = Set.copyOf(required);
    }

    /** A request that is the same for all models. */
    public static TurnRequest of(McpMessage request) {
        return new TurnRequest(request, () -> request, Set.of());
    }
}
