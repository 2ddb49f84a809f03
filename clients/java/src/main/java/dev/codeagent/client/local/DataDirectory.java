package dev.codeagent.client.local;

import dev.codeagent.client.error.ConnectionException;
import dev.codeagent.client.http.AccessToken;
import dev.codeagent.client.http.Credentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** The data directory of a server on this machine: its address and its token. */
public record DataDirectory(Path path) implements Credentials {
    private static final Set<String> LOOPBACK_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String TOKEN_FILE = "authorization";

    /** Where the token is. */
    public Path tokenFile() {
        return path.resolve(TOKEN_FILE);
    }

    /** @throws ConnectionException if no server runs on the data directory */
    public URI address() {
        return ServerProcess.find(path)
                .map(ServerProcess::address)
                .orElseThrow(() ->
                        new ConnectionException("no server runs on " + path + "; start it with `codeagent up`", null));
    }

    @Override
    public Optional<String> authorization(URI address) throws IOException {
        Optional<String> credential = provenCredential(address);
        if (credential.isEmpty()) {
            requireStarted(address);
        }
        return credential;
    }

    /**
     * What the server of this data directory recognizes, and no other program can use; empty for any other address, or if
     * this user cannot read the token.
     *
     * @throws IOException if that server does not answer
     * @throws ConnectionException if the program at its address does not prove that it is this server
     */
    public Optional<String> provenCredential(URI address) throws IOException {
        Optional<AccessToken> token = serves(address) ? readToken() : Optional.empty();
        return token.isPresent()
                ? Optional.of("Bearer " + ServerVerifier.credential(address, token.get()))
                : Optional.empty();
    }

    /** @throws IOException if the server of this data directory starts and may later listen at the address */
    public void requireStarted(URI address) throws IOException {
        if (isLoopback(address) && ServerProcess.findStarting(path).isPresent()) {
            throw new IOException("the server of " + path + " is starting");
        }
    }

    /** Whether the server that holds the lock of the data directory listens at this address. */
    public boolean serves(URI address) {
        return isLoopback(address)
                && ServerProcess.recorded(path)
                        .map(ServerProcess::address)
                        .filter(own -> own.getPort() == address.getPort() && isSameHost(own, address))
                        .isPresent();
    }

    private static boolean isLoopback(URI address) {
        return LOOPBACK_HOSTS.contains(String.valueOf(address.getHost()));
    }

    private static boolean isSameHost(URI first, URI second) {
        try {
            return InetAddress.getByName(first.getHost()).equals(InetAddress.getByName(second.getHost()));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private Optional<AccessToken> readToken() {
        try {
            return Files.isRegularFile(tokenFile(), LinkOption.NOFOLLOW_LINKS)
                    ? AccessToken.parse(Files.readString(tokenFile()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // The server answers 401.
        }
    }
}
