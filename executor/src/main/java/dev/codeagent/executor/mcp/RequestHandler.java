package dev.codeagent.executor.mcp;

import jakarta.json.JsonObject;
import java.util.Objects;
import java.util.function.Consumer;

/** Executes the requests that {@link McpServer} receives. */
public interface RequestHandler {

    /** The result of {@code tools/list}: names, descriptions and schemas of the tools. */
    JsonObject listTools();

    /**
     * Executes a call and returns an MCP {@code tools/call} result.
     *
     * @param id the caller's id of the call, or empty
     * @param progress receives the output of a program while it runs
     * @throws RequestRejectedException if no call can be executed now
     */
    JsonObject callTool(String tool, JsonObject arguments, String id, Consumer<String> progress);

    /** Whether calls of the tool may run concurrently with the running call. */
    boolean isConcurrent(String tool);

    /** Starts the next call: a later cancellation applies to it. */
    void resetCancellation();

    /** Kills the program of the running call; may be called from any thread. */
    void cancelRunningCall();

    /** Whether {@link #handle} supports the method. */
    boolean supports(String method);

    /**
     * Executes an extension method of the protocol.
     *
     * @throws RequestRejectedException with the reason if the request is rejected
     */
    JsonObject handle(String method, JsonObject params);

    /** A request that is rejected; becomes a JSON-RPC error. */
    final class RequestRejectedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public RequestRejectedException(String message) {
            super(message, null, false, false);
        }

        @Override
        public String getMessage() {
            return Objects.requireNonNullElse(super.getMessage(), "");
        }
    }
}
