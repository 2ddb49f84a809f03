package dev.codeagent.bench.providers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Reads the events of the model server itself, on a connection that is kept alive. */
final class SseStream implements DeltaStream {
    private static final String BODY = "{\"model\":\"scripted-1\",\"stream\":true,\"messages\":["
            + "{\"role\":\"system\",\"content\":\"agent: planning\"},{\"role\":\"user\",\"content\":\"go\"}]}";

    private final URI url;
    private final String key;
    private final Socket socket;
    private final BufferedReader in;

    /** @param key the API key, which selects the scenario */
    SseStream(URI url, String key) throws IOException {
        this.url = url;
        this.key = key;
        socket = new Socket(url.getHost(), url.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    @Override
    public void play(DeltaRecorder recorder) throws IOException {
        String request = "POST " + url.getPath() + "/chat/completions HTTP/1.1\r\nHost: " + url.getAuthority()
                + "\r\nAuthorization: Bearer " + key + "\r\nContent-Type: application/json\r\nContent-Length: "
                + BODY.length() + "\r\n\r\n" + BODY;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        requireSuccess(readLine());
        // In chunked encoding the last chunk has the length 0.
        for (String line = readLine(); !line.equals("0"); line = readLine()) {
            if (line.startsWith("data:")) {
                recorder.accept(line);
            }
        }
        readLine();
    }

    private void requireSuccess(String statusLine) throws IOException {
        if (!statusLine.contains(" 200 ")) {
            throw new IOException(url + " answered " + statusLine);
        }
    }

    private String readLine() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException(url + " closed the connection");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
