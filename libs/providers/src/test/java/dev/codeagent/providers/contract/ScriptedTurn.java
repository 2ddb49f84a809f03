package dev.codeagent.providers.contract;

import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.chat.Usage;
import java.util.List;

/**
 * An answer of a model, independent of a wire; a {@link WireDialect} renders it.
 *
 * @param signature what belongs to the thinking and must be sent back; empty for none
 * @param calls their ids are used if the wire has ids
 */
public record ScriptedTurn(
        String thinking, String signature, String text, List<ToolCallRequest> calls, Usage usage, End end) {
    static final Usage SOME_USAGE = new Usage(12, 5, 0);

    /** Why the answer ends. */
    public enum End {
        STOP,
        TOOL_CALLS,
        LENGTH,
        FILTERED,
        /** A reason that no version of the wire defines. */
        UNKNOWN
    }

    public static ScriptedTurn ofText(String text) {
        return new ScriptedTurn("", "", text, List.of(), SOME_USAGE, End.STOP);
    }

    public static ScriptedTurn ofCalls(ToolCallRequest... calls) {
        return new ScriptedTurn("", "", "", List.of(calls), SOME_USAGE, End.TOOL_CALLS);
    }

    public ScriptedTurn withThinking(String newThinking, String newSignature) {
        return new ScriptedTurn(newThinking, newSignature, text, calls, usage, end);
    }

    public ScriptedTurn withText(String newText) {
        return new ScriptedTurn(thinking, signature, newText, calls, usage, end);
    }

    public ScriptedTurn withUsage(Usage newUsage) {
        return new ScriptedTurn(thinking, signature, text, calls, newUsage, end);
    }

    public ScriptedTurn withEnd(End newEnd) {
        return new ScriptedTurn(thinking, signature, text, calls, usage, newEnd);
    }
}
