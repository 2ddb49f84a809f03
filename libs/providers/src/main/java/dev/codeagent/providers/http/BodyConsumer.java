package dev.codeagent.providers.http;

import java.nio.ByteBuffer;

/** Handles the bytes of one kind of body. */
interface BodyConsumer {
    void accept(ByteBuffer buffer);

    void end();
}
