package dev.codeagent.cli.server;

import dev.codeagent.api.security.LocalToken;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the client finds the token of a server. It reads the token for each request, because a restart of the server may
 * replace it.
 *
 * @param tokenFile the option {@code --token-file}, which has priority
 * @param environment contains {@code CODEAGENT_TOKEN}, the token of a server without a data directory of this machine
 * @param data the data directory; its token is sent only to its own server
 * @param addressTrusted whether the user named the server, and not a file of the project
 */
public record TokenSource(
        Optional<Path> tokenFile, Map<String, String> environment, Path data, boolean addressTrusted) {
    static final String VARIABLE = "CODEAGENT_TOKEN";

    private static final Set<String> LOOPBACK_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

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
    public Optional<String> authorization(URI address) throws IOException {
        if (!addressTrusted) {
            return Optional.empty();
        }
        Optional<LocalToken> local = servesDataDirectory(address) ? readLocalFile() : Optional.empty();
        if (local.isPresent()) {
            String credential = ServerVerifier.credential(address, local.get());
            if (tokenFile.isEmpty()) {
                return Optional.of("Bearer " + credential);
            }
        }
        Optional<LocalToken> named = tokenFile
                .map(TokenSource::readNamedFile)
                .or(() -> Optional.ofNullable(environment.get(VARIABLE)).map(TokenSource::parseVariable));
        if (named.isEmpty()
                && LOOPBACK_HOSTS.contains(String.valueOf(address.getHost()))
                && ServerProcess.findStarting(data).isPresent()) {
            throw new IOException("the server of " + data + " is starting");
        }
        return named.map(LocalToken::authorization);
    }

    /** Whether the server that holds the lock of the data directory listens at this address. */
    private boolean servesDataDirectory(URI address) {
        return LOOPBACK_HOSTS.contains(String.valueOf(address.getHost()))
                && ServerProcess.recorded(data)
                        .map(ServerProcess::address)
                        .filter(own -> own.getPort() == address.getPort() && isSameHost(own, address))
                        .isPresent();
    }

    private static boolean isSameHost(URI first, URI second) {
        try {
            return InetAddress.getByName(first.getHost()).equals(InetAddress.getByName(second.getHost()));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private Optional<LocalToken> readLocalFile() {
        try {
            return Files.isRegularFile(localFile(), LinkOption.NOFOLLOW_LINKS)
                    ? LocalToken.parse(Files.readString(localFile()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // The server answers 401, and the advice names the file.
        }
    }

    private static LocalToken readNamedFile(Path file) {
        try {
            return LocalToken.parse(Files.readString(file))
                    .orElseThrow(
                            () -> CliException.usageError(
                                    "--token-file: " + file
                                            + " does not contain a token; use the file 'authorization' of the server's data directory"));
        } catch (IOException e) {
            throw CliException.unreadableFile(file, e);
        }
    }

    private static LocalToken parseVariable(String text) {
        return LocalToken.parse(text)
                .orElseThrow(
                        () -> CliException.usageError(
                                VARIABLE
                                        + " does not contain a token; it is in the file 'authorization' of the server's data directory"));
    }

    private Path localFile() {
        return LocalToken.file(data);
    }

    /** The end of a command whose server does not accept what this client sent. */
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
        if (!servesDataDirectory(address)) {
            return environment.containsKey(VARIABLE)
                    ? VARIABLE + " is not the token of this server"
                    : "set " + VARIABLE + ", or name the file 'authorization' of its data directory with --token-file";
        }
        return Files.isReadable(localFile())
                ? "the token in " + localFile() + " is not that of this server, which may use another data directory"
                : "the token is in " + localFile() + ", which this user cannot read; run the command as the user of the"
                        + " server, or name a copy with --token-file";
    }

    /** Without the environment. */
    @Override
    public String toString() {
        return "TokenSource[" + data + "]";
    }
}
