package dev.codeagent.api.tool;

/** Tools that the server runs outside the sandbox. */
public interface ServerTools {
    /** For runs without such tools. */
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

    /** The tools of both. */
    static ServerTools combine(ServerTools first, ServerTools second) {
        return new ServerTools() {
            @Override
            public boolean supports(String tool) {
                return first.supports(tool) || second.supports(tool);
            }

            @Override
            public ToolResult call(ToolCall call) {
                return first.supports(call.tool()) ? first.call(call) : second.call(call);
            }
        };
    }

    boolean supports(String tool);

    /**
     * Makes the call; an invalid call returns an error result. A call that started before a crash is repeated only if
     * that is harmless; otherwise its outcome is UNKNOWN.
     *
     * @throws dev.codeagent.api.error.AgentException CANCELLED; APPROVAL_NEEDED if the user must decide first
     */
    ToolResult call(ToolCall call);
}
