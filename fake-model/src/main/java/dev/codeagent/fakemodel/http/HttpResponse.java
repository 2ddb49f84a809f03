package dev.codeagent.fakemodel.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Writes the response to one request, as a whole or in chunks, completely or not. */
public final class HttpResponse {
    private static final long WATCHED_PAUSE_MS = 100;
    private static final byte[] CRLF = {'\r', '\n'};

    private final Socket socket;
    private final PushbackInputStream in;
    private final OutputStream out;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    private boolean gzip;
    private @org.jspecify.annotations.Nullable GZIPOutputStream compressor;
    private Runnable beforeEnd = () -> {};
    private int status;
    private boolean complete;

    HttpResponse(Socket socket, PushbackInputStream in, OutputStream out) {
        this.socket = socket;
        this.in = in;
        this.out = out;
    }

    public HttpResponse header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Compresses the body. */
    public void useGzip() {
        gzip = true;
        header("Content-Encoding", "gzip");
    }

    /** Sends a complete response. */
    public void send(int newStatus, String contentType, String body) throws IOException {
        byte[] bytes = gzip ? compress(body) : body.getBytes(StandardCharsets.UTF_8);
        header("Content-Type", contentType).header("Content-Length", String.valueOf(bytes.length));
        var message = new ByteArrayOutputStream();
        message.writeBytes(head(newStatus));
        message.writeBytes(bytes);
        beforeEnd.run();
        out.write(message.toByteArray());
        complete = true;
    }

    private static byte[] compress(String body) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(body.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    /** Sends the headers of a response whose body follows in chunks. */
    public void start(int newStatus, String contentType) throws IOException {
        header("Content-Type", contentType).header("Transfer-Encoding", "chunked");
        out.write(head(newStatus));
        if (gzip) {
            compressor = new GZIPOutputStream(compressed, true);
        }
    }

    private byte[] head(int newStatus) {
        status = newStatus;
        var head = new StringBuilder("HTTP/1.1 " + newStatus + " Status\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Sends one chunk at once. */
    public void write(byte[] bytes) throws IOException {
        if (compressor != null) {
            compressor.write(bytes);
            compressor.flush();
            writeCompressed();
        } else {
            writeChunk(bytes);
        }
    }

    private void writeCompressed() throws IOException {
        byte[] bytes = compressed.toByteArray();
        compressed.reset();
        if (bytes.length > 0) {
            writeChunk(bytes);
        }
    }

    private void writeChunk(byte[] bytes) throws IOException {
        var chunk = new ByteArrayOutputStream(bytes.length + 16);
        chunk.writeBytes(Integer.toHexString(bytes.length).getBytes(StandardCharsets.US_ASCII));
        chunk.writeBytes(CRLF);
        chunk.writeBytes(bytes);
        chunk.writeBytes(CRLF);
        out.write(chunk.toByteArray());
    }

    /** Ends a body of chunks. */
    public void finish() throws IOException {
        if (compressor != null) {
            compressor.close();
            writeCompressed();
        }
        beforeEnd.run();
        complete = true; // The client has all data, and may close the connection before the end of the body.
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** Waits for the client to close the connection after it received all that it needs, but not the end of the body. */
    public void leaveOpen(long millis) throws IOException, InterruptedException {
        beforeEnd.run();
        complete = true;
        pause(millis);
    }

    /** Runs an action directly before the last bytes, so that the client cannot have them earlier. */
    public void beforeEnd(Runnable action) {
        beforeEnd = action;
    }

    /** Closes the connection with a TCP reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /**
     * Waits; a longer pause ends when the client closes the connection.
     *
     * @throws ClientClosedException if the client closed the connection during a pause of at least 100 ms
     */
    public void pause(long millis) throws IOException, InterruptedException {
        if (millis < WATCHED_PAUSE_MS) {
            Thread.sleep(millis);
            return;
        }
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        socket.setSoTimeout((int) Math.min(millis, Integer.MAX_VALUE));
        try {
            int next = in.read();
            if (next == -1) {
                throw new ClientClosedException();
            }
            in.unread(next); // The next request; it waits.
        } catch (SocketTimeoutException e) {
            return;
        } catch (java.net.SocketException e) {
            throw new ClientClosedException();
        } finally {
            if (!socket.isClosed()) {
                socket.setSoTimeout(0);
            }
        }
        Thread.sleep(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }

    /** Returns the status that was sent; 0 before. */
    public int status() {
        return status;
    }

    /** Whether the whole response was sent, at most without the end of its body, which has no data. */
    public boolean isComplete() {
        return complete;
    }
}
