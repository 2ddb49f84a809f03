package dev.codeagent.executor.mcp;

import jakarta.json.JsonObject;
import java.util.function.Consumer;

/** What the server offers behind its protocol. */
public interface RequestHandler {

    /** The tools' names, descriptions and schemas, as {@code tools/list} shows them. */
    JsonObject listTools();

    /**
     * Makes a call and gives the shape of MCP's {@code tools/call} result.
     *
     * @param id the caller's own id of the call, or empty
     * @param progress takes what a program prints, as it prints it
     * @throws RequestRejectedException where no call can be made now
     */
    JsonObject callTool(String tool, JsonObject arguments, String id, Consumer<String> progress);

    /** Whether the call may be made beside the one that runs. */
    boolean isConcurrent(String tool);

    /** Says that the next call begins, so that a cancel from now on is for it. */
    void resetCancellation();

    /** Ends the program that the running call runs; may be called from any thread. */
    void cancelRunningCall();

    /** Whether the desk answers the method itself. */
    boolean supports(String method);

    /**
     * Answers a method that it knows.
     *
     * @throws RequestRejectedException with what is wrong with it
     */
    JsonObject handle(String method, JsonObject params);

    /** A request that cannot be answered; becomes a JSON-RPC error. */
    final class RequestRejectedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public RequestRejectedException(String message) {
            super(message, null, false, false);
        }
    }
}
