package dev.codeagent.providers.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Decompresses a body in the format gzip (RFC 1952) while it arrives; the checksum at its end is not compared. */
final class GzipDecoder {
    private static final int FIXED_HEADER = 10;
    private static final int HAS_HEADER_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;
    private static final int MAX_HEADER = 64 << 10;

    private final Consumer<ByteBuffer> sink;
    private final Inflater inflater = new Inflater(true);
    private final byte[] decoded = new byte[8 << 10];
    private final ByteArrayOutputStream header = new ByteArrayOutputStream();
    private boolean inBody;

    /** @param sink receives the decompressed bytes; must read them before it returns */
    GzipDecoder(Consumer<ByteBuffer> sink) {
        this.sink = sink;
    }

    /** Whether a body with these headers is compressed by gzip. */
    static boolean isFor(HttpHeaders headers) {
        return headers.firstValue("content-encoding")
                .map(String::strip)
                .filter(encoding -> encoding.equalsIgnoreCase("gzip") || encoding.equalsIgnoreCase("x-gzip"))
                .isPresent();
    }

    /** @throws IllegalArgumentException if the bytes are not compressed by gzip */
    void accept(ByteBuffer compressed) {
        byte[] bytes = new byte[compressed.remaining()];
        compressed.get(bytes);
        if (inBody) {
            inflate(bytes, 0);
            return;
        }
        header.writeBytes(bytes);
        byte[] start = header.toByteArray();
        int length = headerLength(start);
        if (length >= 0) {
            inBody = true;
            inflate(start, length);
        } else if (start.length > MAX_HEADER) {
            throw new IllegalArgumentException("the header is too long");
        }
    }

    /** The length of the header; -1 if it is not complete. */
    private static int headerLength(byte[] start) {
        if (start.length < FIXED_HEADER) {
            return -1;
        }
        if ((start[0] & 0xff) != 0x1f || (start[1] & 0xff) != 0x8b) {
            throw new IllegalArgumentException("it does not begin as gzip does");
        }
        int flags = start[3];
        int length = FIXED_HEADER;
        if ((flags & HAS_EXTRA) != 0) {
            if (start.length < length + 2) {
                return -1;
            }
            length += 2 + (start[length] & 0xff) + ((start[length + 1] & 0xff) << 8);
        }
        for (int flag : new int[] {HAS_NAME, HAS_COMMENT}) {
            if ((flags & flag) != 0) {
                length = endOfText(start, length);
                if (length < 0) {
                    return -1;
                }
            }
        }
        length += (flags & HAS_HEADER_CHECKSUM) != 0 ? 2 : 0;
        return start.length < length ? -1 : length;
    }

    private static int endOfText(byte[] start, int from) {
        for (int i = from; i < start.length; i++) {
            if (start[i] == 0) {
                return i + 1;
            }
        }
        return -1;
    }

    private void inflate(byte[] bytes, int offset) {
        if (inflater.finished()) {
            return;
        }
        inflater.setInput(bytes, offset, bytes.length - offset);
        try {
            for (int n = inflater.inflate(decoded); n > 0; n = inflater.inflate(decoded)) {
                sink.accept(ByteBuffer.wrap(decoded, 0, n));
            }
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("its compressed data is damaged", e);
        }
    }

    void close() {
        inflater.end();
    }
}
