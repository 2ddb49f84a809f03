package dev.codeagent.providers.http;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.nio.ByteBuffer;

/** A body that a server compressed although that was not requested. */
final class CompressedBody implements BodyConsumer {
    private final BodyConsumer body;
    private final long maxBytes;
    private final GzipDecoder decoder;
    private long decodedBytes;

    CompressedBody(BodyConsumer body, long maxBytes) {
        this.body = body;
        this.maxBytes = maxBytes;
        this.decoder = new GzipDecoder(this::acceptDecoded);
    }

    private void acceptDecoded(ByteBuffer decoded) {
        decodedBytes += decoded.remaining();
        if (decodedBytes > maxBytes) {
            throw StreamingBodyHandler.tooLarge(maxBytes);
        }
        body.accept(decoded);
    }

    @Override
    public void accept(ByteBuffer buffer) {
        try {
            decoder.accept(buffer);
        } catch (IllegalArgumentException e) {
            throw new AgentException(
                    ErrorCode.PROVIDER_BROKEN_STREAM,
                    "the provider says that its answer is compressed, but " + e.getMessage(),
                    e);
        }
    }

    @Override
    public void end() {
        decoder.close();
        body.end();
    }
}
