package dev.codeagent.api.tool;

/** Tools that the server does by itself, beside the sandbox. */
public interface ServerTools {
    /** For runs that have none. */
    ServerTools NONE = new ServerTools() {
        @Override
        public boolean supports(String tool) {
            return false;
        }

        @Override
        public ToolResult call(ToolCall call) {
            throw new IllegalArgumentException(call.tool());
        }
    };

    boolean supports(String tool);

    /**
     * Makes the call; what is wrong with it is a result. A call that was begun before a crash is made again only where that
     * does no harm, and is UNKNOWN otherwise.
     *
     * @throws dev.codeagent.api.error.AgentException CANCELLED, or APPROVAL_NEEDED where somebody is asked first
     */
    ToolResult call(ToolCall call);
}
