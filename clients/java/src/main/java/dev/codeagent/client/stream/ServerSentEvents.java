package dev.codeagent.client.stream;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads a stream of server-sent events (HTML Living Standard, section 9.2). */
final class ServerSentEvents {
    private static final int MAX_EVENT_BYTES = 64 * 1024 * 1024;

    private final InputStream in;

    /** An event of the stream. */
    record Event(String name, String data) {}

    ServerSentEvents(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    /** The next event; empty at the end of the stream. An event that the end cuts off is none. */
    Optional<Event> next() throws IOException {
        String name = "message";
        var data = new StringBuilder();
        boolean hasData = false;
        while (true) {
            Optional<String> line = readLine();
            if (line.isEmpty()) {
                return Optional.empty();
            }
            String text = line.get();
            if (text.isEmpty()) {
                if (hasData) {
                    return Optional.of(new Event(name, data.toString()));
                }
                name = "message";
            } else if (text.startsWith("event:")) {
                name = value(text);
            } else if (text.startsWith("data:")) {
                data.append(hasData ? "\n" : "").append(value(text));
                hasData = true;
                if (data.length() > MAX_EVENT_BYTES) {
                    throw new IOException("an event is longer than " + MAX_EVENT_BYTES + " characters");
                }
            }
        }
    }

    private static String value(String line) {
        String value = line.substring(line.indexOf(':') + 1);
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    /** A line without its end, which is LF or CR LF; empty at the end of the stream. */
    private Optional<String> readLine() throws IOException {
        var line = new ByteArrayOutputStream();
        int next;
        while ((next = in.read()) != '\n') {
            if (next < 0) {
                return Optional.empty();
            }
            if (line.size() == MAX_EVENT_BYTES) {
                throw new IOException("an event is longer than " + MAX_EVENT_BYTES + " bytes");
            }
            line.write(next);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }
}
