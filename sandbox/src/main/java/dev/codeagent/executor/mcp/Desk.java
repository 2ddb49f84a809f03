package dev.codeagent.executor.mcp;

import jakarta.json.JsonObject;
import java.util.function.Consumer;

/** What the server offers behind its protocol. */
public interface Desk {

    /** The tools' names, descriptions and schemas, as {@code tools/list} shows them. */
    JsonObject tools();

    /**
     * Makes a call and gives the shape of MCP's {@code tools/call} result.
     *
     * @param id the caller's own id of the call, or empty
     * @param progress takes what a program prints, as it prints it
     * @throws Refusal where no call can be made now
     */
    JsonObject call(String tool, JsonObject arguments, String id, Consumer<String> progress);

    /** Whether the call may be made beside the one that runs. */
    boolean beside(String tool);

    /** Says that the next call begins, so that a cancel from now on is for it. */
    void ready();

    /** Ends the program that the running call runs; may be called from any thread. */
    void cancel();

    /** Whether the desk answers the method itself. */
    boolean knows(String method);

    /**
     * Answers a method that it knows.
     *
     * @throws Refusal with what is wrong with it
     */
    JsonObject request(String method, JsonObject params);

    /** A request that cannot be answered; becomes a JSON-RPC error. */
    final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Refusal(String message) {
            super(message, null, false, false);
        }
    }
}
