package dev.codeagent.remotes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.server.shell.InvertedShellWrapper;
import org.apache.sshd.server.shell.ProcessShell;

/** A git server with SSH that accepts one public key. */
public final class GitSshServer implements AutoCloseable {
    private static final Pattern COMMAND = Pattern.compile("git-upload-pack '/?([A-Za-z0-9.-]+)'");

    private final SshServer server = SshServer.setUpDefaultServer();
    private final Path hostKeys;
    private final List<String> commands = new CopyOnWriteArrayList<>();

    /**
     * @param repositories the directory of bare repositories
     * @param publicKey the key of a client, in the format of OpenSSH
     */
    public GitSshServer(Path directory, Path repositories, String publicKey) throws Exception {
        hostKeys = directory.resolve("host.key");
        var accepted = AuthorizedKeyEntry.parseAuthorizedKeyEntry(publicKey)
                .resolvePublicKey(null, PublicKeyEntryResolver.FAILING);
        server.setHost("127.0.0.1");
        server.setPort(0);
        useNewHostKey();
        server.setPublickeyAuthenticator((user, key, session) -> KeyUtils.compareKeys(key, accepted));
        server.setCommandFactory((channel, command) -> {
            commands.add(command);
            Matcher match = COMMAND.matcher(command);
            return match.matches()
                    ? new InvertedShellWrapper(new ProcessShell(
                            "git",
                            "upload-pack",
                            repositories.resolve(match.group(1)).toString()))
                    : new InvertedShellWrapper(new ProcessShell("false"));
        });
        server.start();
    }

    /** As after an attack, or a new installation. */
    public void useNewHostKey() throws IOException {
        Files.deleteIfExists(hostKeys);
        var provider = new SimpleGeneratorHostKeyProvider(hostKeys);
        provider.setAlgorithm(KeyUtils.EC_ALGORITHM);
        provider.setKeySize(256);
        server.setKeyPairProvider(provider);
    }

    public String address(String repository) {
        return "ssh://git@127.0.0.1:" + server.getPort() + "/" + repository;
    }

    public String fingerprint() throws Exception {
        return KeyUtils.getFingerPrint(
                server.getKeyPairProvider().loadKeys(null).iterator().next().getPublic());
    }

    public List<String> commands() {
        return commands;
    }

    /** Creates a pair of keys with OpenSSH; the public one is in the file with {@code .pub}. */
    public static Path createKey(Path file) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(output);
        }
        return file;
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }
}
