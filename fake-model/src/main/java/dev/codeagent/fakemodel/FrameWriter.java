package dev.codeagent.fakemodel;

import dev.codeagent.fakemodel.http.HttpResponse;
import dev.codeagent.fakemodel.script.Fault;
import dev.codeagent.fakemodel.wire.Frames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Writes frames in the packets and with the line ends that the faults ask for; without faults, one packet each. */
final class FrameWriter {
    private final HttpResponse response;
    private final Map<Fault.Kind, Fault> faults = new EnumMap<>(Fault.Kind.class);
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private final boolean events;
    private int frames;

    FrameWriter(HttpResponse response, List<Fault> faults, String contentType) {
        this.response = response;
        faults.forEach(f -> this.faults.put(f.kind(), f));
        this.events = !contentType.equals(Frames.NDJSON) && contentType.startsWith("text/event-stream");
    }

    void write(String frame) throws IOException {
        String text = frame;
        if (events && faults.containsKey(Fault.Kind.COMMENTS)) {
            text = ": keep-alive\n\n" + text;
        }
        if (events && faults.containsKey(Fault.Kind.LINE_END)) {
            boolean crlf = faults.get(Fault.Kind.LINE_END).text().equals("crlf");
            text = text.replace("\r\n", "\n").replace("\n", crlf ? "\r\n" : "\r");
        }
        pending.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        frames++;
        Fault packets = faults.get(Fault.Kind.PACKETS);
        int size = packets == null ? 1 : Math.max(2, packets.amount());
        if (frames % size == 0) {
            flush();
        }
    }

    /** Sends what waits for its packet. */
    void flush() throws IOException {
        byte[] bytes = pending.toByteArray();
        pending.reset();
        Fault split = faults.get(Fault.Kind.BYTES);
        int size = split == null ? bytes.length : Math.max(1, split.amount());
        for (int start = 0; start < bytes.length; start += size) {
            response.write(Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + size)));
        }
    }
}
