package dev.codeagent.remotes;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.sandbox.ProgressListener;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The keys of SSH servers that somebody decided to trust for one project. A key is never trusted because it is the first
 * one that was seen.
 *
 * @param file in the format of OpenSSH
 */
public record KnownHosts(Path file) {
    private static final Duration SCAN = Duration.ofSeconds(25);

    /** The keys that are trusted. */
    public List<HostKey> list() {
        try {
            return Files.exists(file) ? HostKey.parseAll(Files.readString(file)) : List.of();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Trusts a key from now on, and no other one any more.
     *
     * @param hostKey a fingerprint, which must be that of a key of the server now; or a public key
     */
    void trust(GitAddress address, InetAddress resolved, String hostKey) {
        String text = hostKey.strip();
        HostKey key;
        if (HostKey.isFingerprint(text)) {
            List<HostKey> offered = scan(address, resolved);
            key = offered.stream()
                    .filter(k -> k.fingerprint().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new AgentException(
                            ErrorCode.GIT_HOST_KEY_UNKNOWN,
                            "the SSH server " + address.knownHostsName() + " has no key with the fingerprint " + text
                                    + ". Its keys are " + describe(offered)
                                    + ". If these are not the ones that its operator publishes, somebody may be"
                                    + " intercepting the connection"));
        } else {
            key = HostKey.parse(text).orElseThrow(HostKey::invalid);
        }
        write(address.knownHostsName() + " " + key.type() + " " + key.base64() + "\n");
    }

    private void write(String text) {
        try {
            Files.createDirectories(file.getParent());
            Path partial = Files.createTempFile(file.getParent(), "known_hosts", ".new");
            Files.writeString(partial, text);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static AgentException failed(IOException e) {
        return new AgentException(
                ErrorCode.STORAGE_FAILED, "the keys of SSH servers cannot be stored: " + e.getMessage(), e);
    }

    /** The error of a connection whose key is not trusted: with the keys that the server has, for a decision. */
    AgentException unknown(GitAddress address, InetAddress resolved) {
        List<HostKey> offered = scan(address, resolved);
        List<HostKey> trusted = list();
        String server = "the SSH server " + address.knownHostsName();
        if (offered.isEmpty()) {
            return new AgentException(
                    ErrorCode.GIT_REMOTE_FAILED, server + " did not tell its key; check that it is an SSH server");
        }
        return new AgentException(
                ErrorCode.GIT_HOST_KEY_UNKNOWN,
                (trusted.isEmpty()
                                ? "the key of " + server + " is not trusted yet"
                                : server + " has another key than the trusted one, " + describe(trusted))
                        + ". Its keys are " + describe(offered)
                        + ". Compare them with what its operator publishes; if one is right, send its fingerprint in"
                        + " 'hostKey'");
    }

    private static String describe(List<HostKey> keys) {
        return keys.isEmpty()
                ? "none"
                : keys.stream().map(HostKey::toString).distinct().collect(Collectors.joining(", "));
    }

    private static List<HostKey> scan(GitAddress address, InetAddress resolved) {
        var command = List.of(
                "ssh-keyscan",
                "-T",
                "10",
                "-p",
                String.valueOf(address.port()),
                resolved.getHostAddress().replaceFirst("%.*", ""));
        var limits = new RemoteProcess.Limits(SCAN, SCAN, Path.of("/nonexistent"), 1 << 20);
        return HostKey.parseAll(new RemoteProcess(command, Path.of("/"), Map.of(), limits)
                .run(new byte[0], ProgressListener.NO_OP)
                .output());
    }
}
