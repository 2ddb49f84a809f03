package dev.codeagent.fakemodel.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the requests of one connection. */
final class RequestReader {
    private static final int MAX_LINE = 65_536;

    private final InputStream in;
    private final OutputStream out;

    RequestReader(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** Returns the next request; empty at the end of the connection. */
    Optional<HttpRequest> read() throws IOException {
        String line = readLine();
        if (line.isEmpty()) {
            return Optional.empty();
        }
        String[] parts = line.split(" ", 3);
        if (parts.length < 3) {
            throw new IOException("not a request line");
        }
        Map<String, String> headers = readHeaders();
        if (headers.getOrDefault("Expect", "").equalsIgnoreCase("100-continue")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        String body = new String(readBody(headers), StandardCharsets.UTF_8);
        int mark = parts[1].indexOf('?');
        String path = mark < 0 ? parts[1] : parts[1].substring(0, mark);
        Map<String, String> query = mark < 0 ? Map.of() : parseQuery(parts[1].substring(mark + 1));
        return Optional.of(new HttpRequest(parts[0], decode(path.replace("+", "%2B")), query, headers, body));
    }

    private Map<String, String> readHeaders() throws IOException {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("not a header");
            }
            String value = line.substring(colon + 1).strip();
            headers.merge(line.substring(0, colon).strip(), value, (a, b) -> a + ", " + b);
        }
        return headers;
    }

    private byte[] readBody(Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("Transfer-Encoding", "").equalsIgnoreCase("chunked")) {
            return readChunks();
        }
        int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
        return readExactly(length);
    }

    private byte[] readChunks() throws IOException {
        var body = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(readLine().split(";", 2)[0].strip(), 16);
            body.writeBytes(readExactly(size));
            if (size == 0) {
                readHeaders(); // Ends with the empty line after the last chunk.
                return body.toByteArray();
            }
            readLine();
        }
    }

    private byte[] readExactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the request ends early");
        }
        return bytes;
    }

    /** Reads a line; empty at the end of the connection too. */
    private String readLine() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n' && b != -1; b = in.read()) {
            line.write(b);
            if (line.size() > MAX_LINE) {
                throw new IOException("line too long");
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    private static Map<String, String> parseQuery(String query) {
        var parameters = new TreeMap<String, String>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            parameters.put(
                    decode(equals < 0 ? pair : pair.substring(0, equals)),
                    equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
