package dev.codeagent.remotes;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.diagnostics.net.TrustAnchors;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Options and variables with which git reaches one server, and only this one, and authenticates there. The secret is
 * with a helper: the agent of SSH, or a credential helper of HTTPS that answers for this origin alone.
 */
final class GitConnection implements AutoCloseable {
    /** The shell is git's, {@code printf} is built in: the token is in no argument. */
    private static final String HELPER = "!f() { test \"$1\" = get && printf 'username=%s\\npassword=%s\\n'"
            + " \"$CODEAGENT_GIT_USERNAME\" \"$CODEAGENT_GIT_TOKEN\"; }; f";

    private static final int LINE = 64;

    private final Path directory;
    private final List<String> options = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable SshAgent agent;

    private GitConnection(Path directory) {
        this.directory = directory;
        // Git finds no repository above a directory in which it runs.
        environment.put(
                "GIT_CEILING_DIRECTORIES",
                Objects.requireNonNull(directory.toAbsolutePath().getParent()).toString());
    }

    /** @param serverEnvironment names the proxy and additional certificate authorities */
    static GitConnection open(
            GitAddress address, RemoteAccess access, RemoteHostPolicy hosts, Map<String, String> serverEnvironment) {
        GitConnection connection;
        try {
            connection = new GitConnection(Files.createTempDirectory("codeagent-remote"));
        } catch (IOException e) {
            throw failed(e);
        }
        try {
            if (address.isSsh()) {
                connection.useSsh(address, access, hosts.resolve(address));
            } else {
                connection.useHttps(address, access, hosts, serverEnvironment);
            }
            return connection;
        } catch (IOException e) {
            connection.close();
            throw failed(e);
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static AgentException failed(IOException e) {
        return new AgentException(
                ErrorCode.STORAGE_FAILED, "the connection to a git server cannot be prepared: " + e.getMessage(), e);
    }

    private void useHttps(
            GitAddress address, RemoteAccess access, RemoteHostPolicy hosts, Map<String, String> serverEnvironment)
            throws IOException {
        environment.put("GIT_ALLOW_PROTOCOL", "https");
        option("http.followRedirects=false");
        option("http.sslVerify=true");
        option("http.lowSpeedLimit=1");
        option("http.lowSpeedTime=60");
        List<X509Certificate> authorities =
                List.copyOf(TrustAnchors.fromEnvironment(serverEnvironment).certificates());
        if (!authorities.isEmpty()) {
            option("http.sslCAInfo=" + Files.writeString(directory.resolve("authorities.pem"), toPem(authorities)));
        }
        Optional<EnvironmentProxySelector.Setting> proxy =
                new EnvironmentProxySelector(serverEnvironment, Optional.empty()).settingFor(address.toUri());
        if (proxy.isPresent()) {
            // The proxy resolves the name again, and decides which of its addresses it reaches.
            hosts.requireAllowed(address);
            environment.put(
                    "https_proxy",
                    Objects.requireNonNull(serverEnvironment.get(proxy.get().variable())));
        } else {
            String addresses = hosts.resolve(address).stream()
                    .map(GitConnection::bracketed)
                    .collect(Collectors.joining(","));
            option("http.curloptResolve=" + address.host() + ":" + address.port() + ":" + addresses);
        }
        // The empty value removes the helpers of other configurations.
        option("credential.helper=");
        if (access.secret().isPresent()) {
            option("credential." + address.origin() + ".helper=" + HELPER);
            environment.put("CODEAGENT_GIT_USERNAME", access.username());
            environment.put("CODEAGENT_GIT_TOKEN", access.token());
        }
    }

    private static String bracketed(InetAddress address) {
        String text = address.getHostAddress().replaceFirst("%.*", "");
        return address instanceof Inet6Address ? "[" + text + "]" : text;
    }

    private static String toPem(List<X509Certificate> authorities) {
        var text = new StringBuilder();
        var encoder = Base64.getMimeEncoder(LINE, new byte[] {'\n'});
        for (X509Certificate authority : authorities) {
            try {
                text.append("-----BEGIN CERTIFICATE-----\n")
                        .append(encoder.encodeToString(authority.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException("a certificate that was read has no encoding", e);
            }
        }
        return text.toString();
    }

    private void useSsh(GitAddress address, RemoteAccess access, List<InetAddress> resolved) throws IOException {
        environment.put("GIT_ALLOW_PROTOCOL", "ssh");
        environment.put("GIT_SSH_VARIANT", "ssh");
        String agentSocket = "none";
        if (access.secret().isPresent()) {
            SshAgent started = SshAgent.start(directory, access.secret().get());
            agent = started;
            agentSocket = quote(started.socket());
        }
        Path config = directory.resolve("config");
        Files.writeString(config, configuration(address, access, resolved.getFirst(), agentSocket));
        // git passes it to a shell.
        environment.put("GIT_SSH_COMMAND", "ssh -F '" + config.toString().replace("'", "'\\''") + "'");
    }

    /** The complete configuration of ssh: it reads no other, runs nothing and forwards nothing. */
    private static String configuration(
            GitAddress address, RemoteAccess access, InetAddress resolved, String agentSocket) {
        String knownHosts =
                access.knownHosts().stream().map(GitConnection::quote).collect(Collectors.joining(" "));
        return Stream.of(
                        "HostName " + resolved.getHostAddress().replaceFirst("%.*", ""),
                        "HostKeyAlias " + address.knownHostsName(),
                        "UserKnownHostsFile " + (knownHosts.isEmpty() ? "/dev/null" : knownHosts),
                        "GlobalKnownHostsFile /dev/null",
                        "StrictHostKeyChecking yes",
                        "CheckHostIP no",
                        "UpdateHostKeys no",
                        "VerifyHostKeyDNS no",
                        "BatchMode yes",
                        "IdentityAgent " + agentSocket,
                        "IdentityFile none",
                        "PreferredAuthentications publickey",
                        "ClearAllForwardings yes",
                        "ForwardAgent no",
                        "ForwardX11 no",
                        "PermitLocalCommand no",
                        "ProxyCommand none",
                        "ControlMaster no",
                        "ControlPath none",
                        "Tunnel no",
                        "ConnectTimeout 20",
                        "ServerAliveInterval 20",
                        "ServerAliveCountMax 3",
                        "LogLevel ERROR")
                .map(line -> "  " + line + "\n")
                .collect(Collectors.joining("", "Host *\n", ""));
    }

    private static String quote(Path path) {
        String text = path.toString();
        if (text.indexOf('"') >= 0 || text.chars().anyMatch(Character::isISOControl)) {
            throw new AgentException(
                    ErrorCode.CONFIGURATION,
                    "ssh cannot use the directory " + text
                            + ": its path contains a quotation mark or a control character");
        }
        // ssh expands % in some of these values.
        return '"' + text.replace("%", "%%") + '"';
    }

    private void option(String setting) {
        options.add("-c");
        options.add(setting);
    }

    /** An empty place for git to run in. */
    Path directory() {
        return directory;
    }

    List<String> options() {
        return options;
    }

    Map<String, String> environment() {
        return environment;
    }

    @Override
    public void close() {
        if (agent != null) {
            agent.close();
        }
        try {
            for (String name : List.of("authorities.pem", "config", "agent")) {
                Files.deleteIfExists(directory.resolve(name));
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
