package dev.codeagent.executor.commands;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The start and the end of the output of a program, in bounded memory. */
final class HeadTailBuffer {
    private final int halfCapacity;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final RingBuffer tail;

    /** @param halfCapacity number of bytes to keep from the start, and from the end */
    HeadTailBuffer(int halfCapacity) {
        this.halfCapacity = halfCapacity;
        this.tail = new RingBuffer(halfCapacity);
    }

    synchronized void append(byte[] bytes, int length) {
        int toHead = Math.min(length, halfCapacity - head.size());
        head.write(bytes, 0, toHead);
        if (toHead < length) {
            tail.append(bytes, toHead, length - toHead);
        }
    }

    synchronized String toText() {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.toByteArray());
        if (tail.firstOffset() > 0) {
            bytes.writeBytes(("\n… " + tail.firstOffset() + " bytes left out …\n").getBytes(StandardCharsets.UTF_8));
        }
        bytes.writeBytes(tail.read(0, halfCapacity));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
