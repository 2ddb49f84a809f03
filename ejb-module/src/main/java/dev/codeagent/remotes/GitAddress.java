package dev.codeagent.remotes;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.diagnostics.net.HostText;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a repository on another server: {@code https://HOST[:PORT]/PATH}, {@code ssh://[USER@]HOST[:PORT]/PATH}
 * or {@code [USER@]HOST:PATH}. It contains no credentials, and nothing that git, ssh or a shell reads as an option or a
 * program.
 *
 * @param text what git gets
 * @param user the name for SSH; empty if the address names none
 * @param host a name or an address; an IPv6 address without brackets
 */
public record GitAddress(String text, boolean isSsh, String user, String host, int port) {
    private static final int HTTPS_PORT = 443;
    private static final int SSH_PORT = 22;
    private static final int MAX_LENGTH = 1_000;
    private static final int MAX_PORT = 65_535;
    private static final String HOST = "(?<host>[A-Za-z0-9][A-Za-z0-9.-]{0,252}|\\[[0-9A-Fa-f:.]{2,45}\\])";
    private static final String USER = "(?:(?<user>[A-Za-z0-9_][A-Za-z0-9._+-]{0,99})@)?";
    private static final String PORT = "(?::(?<port>[0-9]{1,5}))?";
    private static final String NAMES = "[\\p{L}\\p{N}._~%+@,=:-]";
    private static final String PATH = "/(?!-)(?:" + NAMES + "|/)+";
    private static final Pattern HTTPS_FORM = Pattern.compile("(?i:https)://" + HOST + PORT + PATH);
    private static final Pattern SSH_FORM = Pattern.compile("(?i:ssh)://" + USER + HOST + PORT + PATH);
    private static final Pattern SCP_FORM =
            Pattern.compile(USER + HOST + ":(?![-:/])" + NAMES + "(?:" + NAMES + "|/)*");
    private static final Pattern OTHER_SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{0,20})(?:://|::).*");
    private static final String FORMS = "use https://HOST/PATH, ssh://USER@HOST/PATH or USER@HOST:PATH";

    /**
     * Parses an address.
     *
     * @throws AgentException INVALID_VALUE with the reason; the message never contains the text, which may have a password
     */
    public static GitAddress parse(String text) {
        String address = text.strip();
        if (address.isEmpty()) {
            throw invalid("is missing; " + FORMS);
        }
        if (address.length() > MAX_LENGTH) {
            throw invalid("is longer than " + MAX_LENGTH + " characters");
        }
        Matcher https = HTTPS_FORM.matcher(address);
        if (https.matches()) {
            return of(https, address, false, "");
        }
        Matcher ssh = SSH_FORM.matcher(address);
        if (ssh.matches()) {
            return of(ssh, address, true, ssh.group("user"));
        }
        Matcher scp = SCP_FORM.matcher(address);
        if (scp.matches() && !address.matches("(?i)[A-Za-z][A-Za-z0-9+.-]*::.*")) {
            String user = scp.group("user");
            return new GitAddress(canonical(scp, address, 0), true, user == null ? "" : user, host(scp), SSH_PORT);
        }
        throw invalid(reason(address));
    }

    private static GitAddress of(Matcher match, String address, boolean ssh, @Nullable String user) {
        String portText = match.group("port");
        int port = portText == null ? (ssh ? SSH_PORT : HTTPS_PORT) : Integer.parseInt(portText);
        if (port < 1 || port > MAX_PORT) {
            throw invalid("has the port " + port + "; a port is a number from 1 to " + MAX_PORT);
        }
        String text = canonical(match, address, ssh ? SSH_PORT : HTTPS_PORT);
        if (!ssh && Arrays.stream(text.split("/")).anyMatch(name -> name.equals(".") || name.equals(".."))) {
            throw invalid("has a path with '.' or '..'; write the path as it is");
        }
        // A scheme in capitals would not be one of those that git may use.
        String rest = text.substring(text.indexOf("://"));
        return new GitAddress((ssh ? "ssh" : "https") + rest, ssh, user == null ? "" : user, host(match), port);
    }

    /**
     * One text for addresses that are the same: the host in lower case, without the usual port, and without a slash at the
     * end. With and without {@code .git} can be two repositories.
     *
     * @param usualPort 0 if the address has no place for a port
     */
    private static String canonical(Matcher match, String address, int usualPort) {
        int end = match.end("host");
        String rest = address.substring(end).replaceFirst("(?<=[^:/])/+$", "");
        return address.substring(0, match.start("host"))
                + match.group("host").toLowerCase(Locale.ROOT)
                + (usualPort == 0 ? rest : rest.replaceFirst("^:0*" + usualPort + "(?=/)", ""));
    }

    private static String host(Matcher match) {
        String host = match.group("host");
        if (HostText.isAmbiguous(host)) {
            throw invalid(
                    "has a host that programs read differently; use a name without a dot at its end, or an address"
                            + " of four decimal numbers without leading zeros");
        }
        return (host.startsWith("[") ? host.substring(1, host.length() - 1) : host).toLowerCase(Locale.ROOT);
    }

    private static String reason(String address) {
        Matcher other = OTHER_SCHEME.matcher(address);
        String scheme = other.matches() ? other.group(1).toLowerCase(Locale.ROOT) : "";
        if (scheme.equals("https") && address.matches("[^/]*//[^/]*@.*")) {
            return "contains a name or a password; send the token in 'token', and its user name in 'username' if the"
                    + " server needs one";
        }
        if (scheme.equals("ssh") && address.matches("[^/]*//[^/@]*:[^/]*@.*")) {
            return "contains a password; send a private key in 'key'";
        }
        if (!scheme.isEmpty() && !scheme.equals("https") && !scheme.equals("ssh")) {
            return "has the scheme '" + scheme + "', which is not allowed; " + FORMS;
        }
        return scheme.isEmpty()
                ? "is not the address of a repository on another server; " + FORMS
                        + "; for a directory of this machine create a project with 'path'"
                : "has a host or a path with characters that are not allowed there; " + FORMS;
    }

    private static AgentException invalid(String reason) {
        return AgentException.invalidValue("'address' " + reason).inField("address");
    }

    /** Scheme, host and port: what a token is for. */
    public String origin() {
        return "https://" + bracketed() + (port == HTTPS_PORT ? "" : ":" + port);
    }

    /** The name in a file of known hosts. */
    String knownHostsName() {
        return port == SSH_PORT ? host : "[" + host + "]:" + port;
    }

    /** For the selection of a proxy. */
    URI toUri() {
        return URI.create(origin() + "/");
    }

    private String bracketed() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /** The last name of the path without {@code .git}. */
    public String repositoryName() {
        String path = text.replaceFirst("/+$", "");
        String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf(':')) + 1)
                .replaceFirst("(?<=.)\\.git$", "");
        return name.isEmpty() ? host : name;
    }

    @Override
    public String toString() {
        return text;
    }
}
