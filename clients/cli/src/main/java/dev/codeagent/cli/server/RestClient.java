package dev.codeagent.cli.server;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.client.error.ClientException;
import dev.codeagent.client.error.ConnectionException;
import dev.codeagent.client.http.Credentials;
import dev.codeagent.client.http.HttpTransport;
import dev.codeagent.client.json.JsonTexts;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The server's REST API for commands, whose failures end the command: an error response with the server's message (exit
 * code REFUSED). Answers stay JSON, because {@code --json} prints also the fields that this client does not know.
 */
public record RestClient(HttpTransport transport) {
    private static final String OCTET_STREAM = "application/octet-stream";

    public RestClient(URI base, Credentials tokens) {
        this(new HttpTransport(base, tokens));
    }

    /** @param timeout limit for each response */
    public RestClient(URI base, Duration timeout, Credentials tokens) {
        this(new HttpTransport(base, timeout, tokens));
    }

    /** A client that only asks for the health of the server, which needs no token. */
    public static RestClient forHealth(URI base) {
        return new RestClient(base, Credentials.none());
    }

    public URI baseUri() {
        return transport.address();
    }

    public JsonObject requestObject(String method, String path, JsonObject body) {
        return json(send(method, path, body.toString())).asJsonObject();
    }

    public JsonObject requestObject(String method, String path) {
        return json(send(method, path, "")).asJsonObject();
    }

    /** The same server with another limit for each response. */
    public RestClient withTimeout(Duration newTimeout) {
        return new RestClient(transport.address(), newTimeout, transport.credentials());
    }

    public void delete(String path) {
        send("DELETE", path, "");
    }

    public JsonArray getArray(String path) {
        return json(send("GET", path, "")).asJsonArray();
    }

    /** The bytes of a response that does not have to be text. */
    public byte[] getBytes(String path) {
        return send("GET", path, "").bytes();
    }

    /** The bytes of a response to a request with a body. */
    public byte[] postForBytes(String path, JsonObject body) {
        return send("POST", path, body.toString()).bytes();
    }

    /** Sends bytes that do not have to be text. */
    public JsonObject putBytes(String path, byte[] body) {
        return json(send("PUT", path, OCTET_STREAM, body)).asJsonObject();
    }

    /** Sends a file as the body of a request. */
    public JsonObject upload(String path, Path file) {
        try {
            return json(send("POST", path, OCTET_STREAM, Files.readAllBytes(file)))
                    .asJsonObject();
        } catch (IOException e) {
            throw CliException.unreadableFile(file, e);
        }
    }

    /** Whether the server reports that it is ready. */
    public boolean isReady() {
        return isHealthy("ready", Duration.ofSeconds(5));
    }

    /** Whether the server answers at all. */
    public boolean isLive(Duration limit) {
        return isHealthy("live", limit);
    }

    private boolean isHealthy(String target, Duration limit) {
        try {
            return transport.status("/health/" + target, limit) == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }

    /** Encodes a name as one segment of a path. */
    public static String encodePathSegment(String name) {
        return HttpTransport.encode(name);
    }

    private static JsonStructure json(HttpTransport.Answer answer) {
        try {
            return JsonTexts.parse(answer.text());
        } catch (JsonException e) {
            var incomplete = new ConnectionException("the answer of the server is incomplete, or another program's", e);
            throw CliException.of(incomplete);
        }
    }

    private HttpTransport.Answer send(String method, String path, String json) {
        return send(method, path, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    private HttpTransport.Answer send(String method, String path, String type, byte[] body) {
        try {
            return transport.send(method, path, Map.of("Content-Type", type), body);
        } catch (ConnectionException e) {
            // A cause is a failure of the connection; without one, the program there is not the server.
            throw e.getCause() == null
                    ? CliException.of(e)
                    : new CliException(ExitCode.SERVER, e.getMessage() + "; check it with `codeagent status`", e);
        } catch (ClientException e) {
            throw CliException.of(e);
        }
    }
}
