package dev.codeagent.providers.openai;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Parses a byte stream into the data of server-sent events (WHATWG HTML, section 9.2). Accepts any split of the bytes
 * and any line ending; ignores comments and unknown fields.
 */
final class SseParser {
    private final Consumer<String> onData;
    private final int maxEventBytes;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder event = new StringBuilder();
    private boolean hasData;
    private boolean lastWasCarriageReturn;

    /** @param maxEventBytes of an event, and of a line that is ignored */
    SseParser(int maxEventBytes, Consumer<String> onData) {
        this.maxEventBytes = maxEventBytes;
        this.onData = onData;
    }

    void accept(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            if (b == '\n' && lastWasCarriageReturn) {
                lastWasCarriageReturn = false;
            } else if (b == '\n' || b == '\r') {
                lastWasCarriageReturn = b == '\r';
                endLine();
            } else {
                lastWasCarriageReturn = false;
                if (line.size() + event.length() >= maxEventBytes) {
                    throw new AgentException(
                            ErrorCode.PROVIDER_REJECTED,
                            "the answer of the model is larger than allowed: an event has more than "
                                    + AnswerLimits.describeBytes(maxEventBytes));
                }
                line.write(b);
            }
        }
    }

    /** Ends the stream. The last event counts even without a blank line after it, because some servers omit it. */
    void end() {
        endLine();
        endEvent();
    }

    private void endLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (text.isEmpty()) {
            endEvent();
        } else if (text.startsWith("data:")) {
            if (hasData) {
                event.append('\n');
            }
            event.append(text, text.startsWith("data: ") ? 6 : 5, text.length());
            hasData = true;
        }
    }

    private void endEvent() {
        if (hasData) {
            String text = event.toString();
            event.setLength(0);
            hasData = false;
            onData.accept(text);
        }
    }
}
