package dev.codeagent.bench.latency;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Calls the model server directly on a keep-alive socket: the lower bound for a call through the server. */
final class DirectModelClient implements AutoCloseable {
    private static final String BODY = "{\"model\":\"scripted-1\",\"stream\":true,\"messages\":["
            + "{\"role\":\"system\",\"content\":\"agent: planning\"},{\"role\":\"user\",\"content\":\"go\"}]}";

    private final URI url;
    private final Socket socket;
    private final BufferedReader in;

    DirectModelClient(String url) throws IOException {
        this.url = URI.create(url);
        socket = new Socket(this.url.getHost(), this.url.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Returns the milliseconds between the timestamp in the first chunk and its arrival; reads the rest of the answer.
     */
    double measureFirstChunk() throws IOException {
        String request = "POST " + url.getPath() + "/chat/completions HTTP/1.1\r\nHost: " + url.getAuthority()
                + "\r\nAuthorization: Bearer key\r\nContent-Type: application/json\r\nContent-Length: " + BODY.length()
                + "\r\n\r\n" + BODY;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        double first = Double.NaN;
        boolean ended = false;
        while (!ended) {
            String line = in.readLine();
            if (line == null) {
                throw new IOException("the model server closed the connection");
            }
            if (Double.isNaN(first) && line.startsWith("data:") && SendTimestamp.isPresentIn(line)) {
                first = SendTimestamp.ageMillis(line);
            }
            ended = line.equals("0"); // In chunked encoding the last chunk has the length 0.
        }
        in.readLine();
        return first;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
