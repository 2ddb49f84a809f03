package dev.codeagent.bench.harness;

import dev.codeagent.api.security.LocalToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Where a server listens, and the data directory that contains its token. */
public record ServerAddress(int port, Path dataDirectory) {
    public String baseUrl() {
        return "http://127.0.0.1:" + port;
    }

    /** A request with the token. */
    public HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(baseUrl() + path));
        authorization().ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    public RestClient restClient() {
        return new RestClient(this);
    }

    /** The value of the header {@code Authorization}; empty for a server of a version without tokens. */
    public Optional<String> authorization() {
        try {
            return LocalToken.parse(Files.readString(LocalToken.file(dataDirectory)))
                    .map(LocalToken::authorization);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
