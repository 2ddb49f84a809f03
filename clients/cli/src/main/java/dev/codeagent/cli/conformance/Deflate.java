package dev.codeagent.cli.conformance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Compression of whole messages (RFC 7692), each of them alone. */
final class Deflate {
    static final String EXTENSION = "permessage-deflate";
    /** Both sides begin each message again, so that neither keeps memory for a connection. */
    static final String OFFER = EXTENSION + "; server_no_context_takeover; client_no_context_takeover";

    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};
    private static final int BUFFER = 8 << 10;

    private Deflate() {}

    static byte[] compress(byte[] data) {
        var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            deflater.setInput(data);
            var out = new ByteArrayOutputStream();
            byte[] buffer = new byte[BUFFER];
            int count;
            do {
                count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
                out.write(buffer, 0, count);
            } while (count == buffer.length);
            byte[] compressed = out.toByteArray();
            return Arrays.copyOf(compressed, compressed.length - TAIL.length);
        } finally {
            deflater.end();
        }
    }

    /** @throws IOException if the data is not valid, or longer than this */
    static byte[] decompress(byte[] data, int maxBytes) throws IOException {
        var inflater = new Inflater(true);
        try {
            var out = new ByteArrayOutputStream();
            byte[] buffer = new byte[BUFFER];
            inflater.setInput(concat(data, TAIL));
            while (!inflater.needsInput() && !inflater.finished() && out.size() <= maxBytes) {
                out.write(buffer, 0, inflater.inflate(buffer));
            }
            if (out.size() > maxBytes) {
                throw new Frames.LengthException(out.size());
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new IOException("the compressed data is not valid: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
