package dev.codeagent.client.local;

import dev.codeagent.client.error.ConnectionException;
import dev.codeagent.client.http.AccessToken;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Verifies that the program at an address is the server of a data directory. Another user can listen on its port while
 * the server does not, before it starts or after it was killed.
 */
final class ServerVerifier {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int MAX_BYTES = 1024;
    private static final int NOT_READY = 500;

    private ServerVerifier() {}

    /**
     * What the client sends to the server in place of the token; of use only to this process of the server.
     *
     * @throws IOException if the server does not answer, or answers that it is not ready
     * @throws ConnectionException if the program does not prove that it has the token
     */
    static String credential(URI address, AccessToken token) throws IOException {
        String challenge = TokenProof.newChallenge();
        JsonObject answer = ask(address, challenge).orElseThrow(() -> unproven(address));
        String instance = answer.getString("instance", "");
        if (!TokenProof.isInstance(instance)) {
            throw unproven(address);
        }
        // Java connects to the first address of a name.
        var proof = new TokenProof(
                token, TokenProof.address(InetAddress.getByName(address.getHost()), address.getPort()), instance);
        if (!proof.accepts(challenge, answer.getString("proof", ""))) {
            throw unproven(address);
        }
        return proof.ofClient();
    }

    /** Empty if the answer is none of a server that has this endpoint. */
    private static Optional<JsonObject> ask(URI address, String challenge) throws IOException {
        var connection = (HttpURLConnection) URI.create(address + TokenProof.PATH + "?challenge=" + challenge)
                .toURL()
                .openConnection();
        connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
        connection.setReadTimeout((int) TIMEOUT.toMillis());
        connection.setInstanceFollowRedirects(false);
        int status = connection.getResponseCode();
        if (status >= NOT_READY) {
            throw new IOException("the server answered HTTP " + status);
        }
        if (status != HttpURLConnection.HTTP_OK) {
            return Optional.empty();
        }
        byte[] bytes;
        try (InputStream in = connection.getInputStream()) {
            bytes = in.readNBytes(MAX_BYTES);
        }
        if (bytes.length < Math.min(MAX_BYTES, connection.getContentLengthLong())) {
            throw new IOException("the connection ended before the answer did");
        }
        try (var reader = Json.createReader(new StringReader(new String(bytes, StandardCharsets.UTF_8)))) {
            return Optional.of(reader.readObject());
        } catch (JsonException e) {
            return Optional.empty();
        }
    }

    private static ConnectionException unproven(URI address) {
        return new ConnectionException(
                "the program at " + address + " does not prove that it is the server of this data"
                        + " directory, so nothing was sent to it; it may be a program of another user, or a server of an earlier"
                        + " version: `codeagent down`, then `codeagent up`",
                null);
    }
}
