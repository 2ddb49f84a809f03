package dev.codeagent.executor.commands;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The head and the tail of what a program prints, in bounded memory. */
final class Output {
    private final int half;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final Ring tail;

    /** @param half how many bytes are kept of the beginning, and of the end */
    Output(int half) {
        this.half = half;
        this.tail = new Ring(half);
    }

    synchronized void add(byte[] bytes, int length) {
        int toHead = Math.min(length, half - head.size());
        head.write(bytes, 0, toHead);
        if (toHead < length) {
            tail.add(bytes, toHead, length - toHead);
        }
    }

    synchronized String text() {
        var all = new ByteArrayOutputStream();
        all.writeBytes(head.toByteArray());
        if (tail.first() > 0) {
            all.writeBytes(("\n… " + tail.first() + " bytes left out …\n").getBytes(StandardCharsets.UTF_8));
        }
        all.writeBytes(tail.from(0, half));
        return all.toString(StandardCharsets.UTF_8);
    }
}
