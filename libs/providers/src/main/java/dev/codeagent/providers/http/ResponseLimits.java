package dev.codeagent.providers.http;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.time.Duration;

/**
 * How much a model may send for one turn, and how long it may take. The limits are far above what models need.
 *
 * @param eventBytes one event of a stream, or a complete response
 * @param bytes everything together, with framing, comments and ignored fields
 * @param chars text, thinking and tool calls together
 * @param toolCalls the number of tool calls
 * @param nameChars the name or the id of a tool call
 * @param withoutEvent the time in which only comments or parts of an event arrive
 * @param total the time for the whole turn
 */
public record ResponseLimits(
        int eventBytes, long bytes, int chars, int toolCalls, int nameChars, Duration withoutEvent, Duration total) {
    public static final ResponseLimits DEFAULT =
            new ResponseLimits(4 << 20, 64L << 20, 2 << 20, 128, 1_000, Duration.ofMinutes(15), Duration.ofMinutes(60));

    /** The limits for the progress of a download, which may take a day. */
    public ResponseLimits forDownloads() {
        return new ResponseLimits(eventBytes, 1L << 30, chars, toolCalls, nameChars, withoutEvent, Duration.ofDays(1));
    }

    /** @throws AgentException PROVIDER_REJECTED if an answer has more tool calls than it may have */
    public void requireToolCalls(int count) {
        if (count > toolCalls) {
            throw exceeded("more than " + toolCalls + " tool calls");
        }
    }

    /** The exception for an answer that is larger than a limit. */
    public static AgentException exceeded(String found) {
        return new AgentException(
                ErrorCode.PROVIDER_REJECTED, "the answer of the model is larger than allowed: " + found);
    }

    public static String describeBytes(long size) {
        return size >= 1 << 20 ? (size >> 20) + " MiB" : size + " bytes";
    }
}
