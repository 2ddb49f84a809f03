package dev.codeagent.providers.http;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Splits a byte stream into lines; accepts any split of the bytes and any line ending. */
public abstract sealed class EventParser permits SseParser, LineParser {
    static final String BYTE_ORDER_MARK = "\uFEFF";

    private final int maxEventBytes;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean lastWasCarriageReturn;
    private boolean isFirstLine = true;

    /** @param maxEventBytes of an event, and of a line that is ignored */
    EventParser(int maxEventBytes) {
        this.maxEventBytes = maxEventBytes;
    }

    public final void accept(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (lastWasCarriageReturn && bytes.get(bytes.position()) == '\n') {
                bytes.get();
            }
            lastWasCarriageReturn = false;
            byte[] piece = readToEndOfLine(bytes);
            if (!bytes.hasRemaining()) {
                line.writeBytes(piece);
            } else {
                lastWasCarriageReturn = bytes.get() == '\r';
                if (line.size() == 0) {
                    acceptDecoded(new String(piece, StandardCharsets.UTF_8));
                } else {
                    line.writeBytes(piece);
                    endLine();
                }
            }
        }
    }

    /** Reads the bytes before the next end of a line. */
    private byte[] readToEndOfLine(ByteBuffer bytes) {
        int end = bytes.position();
        while (end < bytes.limit() && bytes.get(end) != '\n' && bytes.get(end) != '\r') {
            end++;
        }
        byte[] piece = new byte[end - bytes.position()];
        if (piece.length > maxEventBytes - line.size() - pendingLength()) {
            throw new AgentException(
                    ErrorCode.PROVIDER_REJECTED,
                    "the answer of the model is larger than allowed: an event has more than "
                            + ResponseLimits.describeBytes(maxEventBytes));
        }
        bytes.get(piece);
        return piece;
    }

    /** Ends the stream. The last event counts even without the end of its line, because some servers omit it. */
    public final void end() {
        endLine();
        endStream();
        endBody();
    }

    private void endLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        acceptDecoded(text);
    }

    private void acceptDecoded(String text) {
        acceptLine(isFirstLine && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
        isFirstLine = false;
    }

    /** The length of the event to which the next line belongs. */
    abstract int pendingLength();

    abstract void acceptLine(String text);

    abstract void endStream();

    /** The body ended; what is no event may be an error. */
    void endBody() {}
}
