package dev.codeagent.providers.toolcalls;

import dev.codeagent.api.provider.McpMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A request in two sizes, because the model that answers is known only when it is sent.
 *
 * @param full for models that call tools through their API
 * @param compact the same for models with small windows. It is created when it is needed
 * @param reduced whether the caller left out already what it can leave out, because a model refused the conversation as too long
 */
public record TurnRequest(McpMessage full, Supplier<Compact> compact, boolean reduced) {
    /** What is required of a model whose task is done: its answer. */
    public static final String ANSWER = "answer";

    /**
     * A request with short instructions, few tools and short results.
     *
     * @param required the tools of which a model that chooses under a schema must call one, because its task is not done
     *     without, or {@link #ANSWER}, because it is done; empty if it may call any, or answer
     * @param filesToChange the files that the message shows and of which one has to be changed now, with their content;
     *     empty if a change is not certain
     */
    public record Compact(McpMessage message, Set<String> required, Map<String, String> filesToChange) {
        public Compact {
            required = Set.copyOf(required);
            filesToChange = new LinkedHashMap<>(filesToChange);
        }
    }

    /** A request that is the same for all models. */
    public static TurnRequest of(McpMessage request) {
        return new TurnRequest(request, () -> new Compact(request, Set.of(), Map.of()), false);
    }
}
