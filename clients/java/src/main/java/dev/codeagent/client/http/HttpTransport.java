package dev.codeagent.client.http;

import dev.codeagent.client.error.ApiError;
import dev.codeagent.client.error.ApiException;
import dev.codeagent.client.error.ConnectionException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sends requests to a server. It uses {@link HttpURLConnection}, because {@code HttpClient} needs 250 ms of CPU before
 * the first request. Redirects are not followed, so that a token reaches only the address that it is for.
 *
 * @param address of the server, without a path
 * @param timeout limit for the connection and for each part of an answer
 */
public record HttpTransport(URI address, Duration timeout, Credentials credentials) {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
    private static final int MAX_ANSWER_BYTES = 256 * 1024 * 1024;

    public HttpTransport(URI address, Credentials credentials) {
        this(address, DEFAULT_TIMEOUT, credentials);
    }

    /** An answer of a server. */
    public record Answer(int status, Map<String, List<String>> headers, byte[] bytes) {

        /** The first value of a header; upper and lower case are equal. */
        public Optional<String> header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> name.equalsIgnoreCase(header.getKey()))
                    .flatMap(header -> header.getValue().stream())
                    .findFirst();
        }

        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /**
     * Sends a request with a JSON body; {@code GET} has none.
     *
     * @throws ApiException if the server refuses it
     * @throws ConnectionException if the server does not answer
     */
    public Answer send(String method, String path, String body) {
        return send(method, path, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    /** The same with headers and a body of any type. */
    public Answer send(String method, String path, Map<String, String> headers, byte[] body) {
        try {
            HttpURLConnection connection = open(method, path, timeout, headers, body);
            Answer answer = read(connection);
            requireAccepted(method + " " + path, answer);
            return answer;
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /**
     * Opens an answer that is read as it arrives. The caller closes it.
     *
     * @param idle limit for the time between two parts of the answer
     * @throws IOException if the server does not answer
     */
    public InputStream open(String path, Map<String, String> headers, Duration idle) throws IOException {
        HttpURLConnection connection = open("GET", path, idle, headers, new byte[0]);
        if (connection.getResponseCode() == HttpURLConnection.HTTP_OK) {
            return connection.getInputStream();
        }
        Answer answer = read(connection);
        requireAccepted("GET " + path, answer);
        throw new IOException("the server answered HTTP " + answer.status());
    }

    /** The status of an answer whose body does not matter. */
    public int status(String path, Duration limit) throws IOException {
        return read(open("GET", path, limit, Map.of(), new byte[0])).status();
    }

    /** Encodes a name as one segment of a path, or as a value of a query. */
    public static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private void requireAccepted(String request, Answer answer) {
        if (answer.status() == HttpURLConnection.HTTP_UNAUTHORIZED) {
            throw credentials.refusal(address);
        }
        if (answer.status() >= HttpURLConnection.HTTP_MULT_CHOICE) {
            throw new ApiException(ApiError.read(answer.status(), answer.text(), request));
        }
    }

    private HttpURLConnection open(String method, String path, Duration limit, Map<String, String> headers, byte[] body)
            throws IOException {
        var connection = (HttpURLConnection) URI.create(address + path).toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setConnectTimeout((int) Math.min(CONNECT_TIMEOUT.toMillis(), limit.toMillis()));
        connection.setReadTimeout((int) limit.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setRequestProperty("Accept", "*/*");
        headers.forEach(connection::setRequestProperty);
        credentials.authorization(address).ifPresent(value -> connection.setRequestProperty("Authorization", value));
        if (!method.equals("GET")) {
            connection.setDoOutput(true);
            // The JDK never resends a streamed body, even if the server closes the connection without an answer.
            connection.setFixedLengthStreamingMode(body.length);
            connection.getOutputStream().write(body);
        }
        return connection;
    }

    private static Answer read(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        try (InputStream in = status < HttpURLConnection.HTTP_BAD_REQUEST
                ? connection.getInputStream()
                : connection.getErrorStream()) {
            byte[] bytes = in == null ? new byte[0] : in.readNBytes(MAX_ANSWER_BYTES);
            if (bytes.length == MAX_ANSWER_BYTES) {
                connection.disconnect();
                throw new IOException("the answer is longer than " + MAX_ANSWER_BYTES + " bytes");
            }
            // The JDK takes the end of a lost connection for the end of the answer.
            if (bytes.length < connection.getContentLengthLong()) {
                connection.disconnect();
                throw new IOException("the connection ended after " + bytes.length + " of "
                        + connection.getContentLengthLong() + " bytes of the answer");
            }
            return new Answer(status, connection.getHeaderFields(), bytes);
        }
    }

    private ConnectionException unreachable(IOException e) {
        return new ConnectionException(
                "cannot reach the server at " + address + " ("
                        + Optional.ofNullable(e.getMessage())
                                .orElse(e.getClass().getSimpleName()) + ")",
                e);
    }
}
