package dev.codeagent.cli.server;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.client.http.AccessToken;
import dev.codeagent.client.http.Credentials;
import dev.codeagent.client.local.DataDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the client finds the token of a server. It reads the token for each request, because a restart of the server may
 * replace it.
 *
 * @param tokenFile the option {@code --token-file}, which has priority
 * @param environment contains {@code CODEAGENT_TOKEN}, the token of a server without a data directory of this machine
 * @param data the data directory; its token is sent only to its own server
 * @param addressTrusted whether the user named the server, and not a file of the project
 */
public record TokenSource(Optional<Path> tokenFile, Map<String, String> environment, Path data, boolean addressTrusted)
        implements Credentials {
    static final String VARIABLE = "CODEAGENT_TOKEN";

    public TokenSource {
        environment = Map.copyOf(environment);
    }

    /** Sends no token, for the health of a server. */
    public static TokenSource none() {
        return new TokenSource(Optional.empty(), Map.of(), Path.of("none"), false);
    }

    /**
     * The value of the header {@code Authorization} for a request to this address; empty if nothing may be sent there. The
     * server of the data directory must prove first that it is this server, and it does not get the token itself.
     *
     * @throws IOException if that server does not answer, or still starts
     */
    @Override
    public Optional<String> authorization(URI address) throws IOException {
        if (!addressTrusted) {
            return Optional.empty();
        }
        DataDirectory directory = directory();
        Optional<String> proven = directory.provenCredential(address);
        if (proven.isPresent() && tokenFile.isEmpty()) {
            return proven;
        }
        Optional<AccessToken> named = tokenFile
                .map(TokenSource::readNamedFile)
                .or(() -> Optional.ofNullable(environment.get(VARIABLE)).map(TokenSource::parseVariable));
        if (named.isEmpty()) {
            directory.requireStarted(address);
        }
        return named.map(AccessToken::authorization);
    }

    private static AccessToken readNamedFile(Path file) {
        try {
            return AccessToken.parse(Files.readString(file))
                    .orElseThrow(
                            () -> CliException.usageError(
                                    "--token-file: " + file
                                            + " does not contain a token; use the file 'authorization' of the server's data directory"));
        } catch (IOException e) {
            throw CliException.unreadableFile(file, e);
        }
    }

    private static AccessToken parseVariable(String text) {
        return AccessToken.parse(text)
                .orElseThrow(
                        () -> CliException.usageError(
                                VARIABLE
                                        + " does not contain a token; it is in the file 'authorization' of the server's data directory"));
    }

    private DataDirectory directory() {
        return new DataDirectory(data);
    }

    /** The end of a command whose server does not accept what this client sent. */
    @Override
    public CliException refusal(URI address) {
        return new CliException(
                ExitCode.REFUSED,
                "the server at " + address + " does not accept this client (UNAUTHENTICATED): " + advice(address));
    }

    /** What the user can do if the server does not accept what this client sent. */
    private String advice(URI address) {
        if (!addressTrusted) {
            return "the settings file of the project names this server, so no token was sent; name it with --server";
        }
        if (tokenFile.isPresent()) {
            return "--token-file " + tokenFile.get() + " is not the token of this server";
        }
        if (!directory().serves(address)) {
            return environment.containsKey(VARIABLE)
                    ? VARIABLE + " is not the token of this server"
                    : "set " + VARIABLE + ", or name the file 'authorization' of its data directory with --token-file";
        }
        Path local = directory().tokenFile();
        return Files.isReadable(local)
                ? "the token in " + local + " is not that of this server, which may use another data directory"
                : "the token is in " + local + ", which this user cannot read; run the command as the user of the"
                        + " server, or name a copy with --token-file";
    }

    /** Without the environment. */
    @Override
    public String toString() {
        return "TokenSource[" + data + "]";
    }
}
