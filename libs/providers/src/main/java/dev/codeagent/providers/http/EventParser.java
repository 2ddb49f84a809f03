package dev.codeagent.providers.http;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Splits a byte stream into lines; accepts any split of the bytes and any line ending. */
public abstract sealed class EventParser permits SseParser, LineParser {
    private final int maxEventBytes;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean lastWasCarriageReturn;

    /** @param maxEventBytes of an event, and of a line that is ignored */
    EventParser(int maxEventBytes) {
        this.maxEventBytes = maxEventBytes;
    }

    public final void accept(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            if (b == '\n' && lastWasCarriageReturn) {
                lastWasCarriageReturn = false;
            } else if (b == '\n' || b == '\r') {
                lastWasCarriageReturn = b == '\r';
                endLine();
            } else {
                lastWasCarriageReturn = false;
                if (line.size() + pendingLength() >= maxEventBytes) {
                    throw new AgentException(
                            ErrorCode.PROVIDER_REJECTED,
                            "the answer of the model is larger than allowed: an event has more than "
                                    + ResponseLimits.describeBytes(maxEventBytes));
                }
                line.write(b);
            }
        }
    }

    /** Ends the stream. The last event counts even without the end of its line, because some servers omit it. */
    public final void end() {
        endLine();
        endStream();
    }

    private void endLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        acceptLine(text);
    }

    /** The length of the event to which the next line belongs. */
    abstract int pendingLength();

    abstract void acceptLine(String text);

    abstract void endStream();
}
