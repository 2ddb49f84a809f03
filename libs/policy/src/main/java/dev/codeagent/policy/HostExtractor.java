package dev.codeagent.policy;

import dev.codeagent.policy.shell.ShellCommand;
import dev.codeagent.policy.shell.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Extracts the hosts that commands name. A network command that names no host gets an unknown host. */
final class HostExtractor {
    private static final String SCHEME_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789+.-";

    /** What follows the scheme, which is not part of the pattern so that long texts are read once. */
    private static final Pattern URL = Pattern.compile("://(?:[^/@\\s'\"]*@)?(\\[[^]]{1,100}]|[^/:?#\\s'\"]+)");

    private static final Pattern REMOTE =
            Pattern.compile("(?:[^\\s:/@]+@)?([A-Za-z0-9.-]+|\\[[^]]+]):.*", Pattern.DOTALL);
    private static final Pattern DEVICE = Pattern.compile("/dev/(?:tcp|udp)/([^/]+)/.*");
    private static final Set<String> NETWORK_PROGRAMS = Set.of(
            "curl",
            "wget",
            "ssh",
            "scp",
            "sftp",
            "rsync",
            "nc",
            "ncat",
            "netcat",
            "socat",
            "telnet",
            "ftp",
            "lftp",
            "ping",
            "dig",
            "nslookup",
            "host",
            "traceroute",
            "whois",
            "aria2c",
            "http",
            "https",
            "xh",
            "lynx",
            "w3m",
            "svn",
            "hg",
            "rclone",
            "aws",
            "gcloud",
            "az",
            "gh",
            "kubectl",
            "docker",
            "podman");
    private static final Set<String> PACKAGE_PROGRAMS = Set.of(
            "pip",
            "pip3",
            "npm",
            "npx",
            "yarn",
            "pnpm",
            "apt",
            "apt-get",
            "apk",
            "dnf",
            "yum",
            "gem",
            "cargo",
            "go",
            "brew",
            "git",
            "conda",
            "uv",
            "poetry",
            "composer");
    private static final Set<String> FETCH_SUBCOMMANDS = Set.of(
            "install",
            "add",
            "i",
            "ci",
            "get",
            "update",
            "upgrade",
            "publish",
            "download",
            "fetch",
            "push",
            "pull",
            "clone",
            "ls-remote",
            "submodule",
            "login");
    private static final String UNKNOWN = String.valueOf(ShellWord.ANY_TEXT);

    private HostExtractor() {}

    static List<String> fromText(String text) {
        var hosts = new ArrayList<String>();
        Matcher m = URL.matcher(text);
        for (int at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 3)) {
            boolean scheme = at > 0 && SCHEME_CHARACTERS.indexOf(Character.toLowerCase(text.charAt(at - 1))) >= 0;
            if (scheme && m.region(at, text.length()).lookingAt()) {
                hosts.add(m.group(1).toLowerCase(Locale.ROOT));
            }
        }
        return hosts;
    }

    /** A variable whose name says that its value is a host, for example a proxy. */
    static List<String> fromVariable(String name, String value) {
        var hosts = new ArrayList<String>();
        if (name.toLowerCase(Locale.ROOT).matches(".*(proxy|host|server|url|index|registry)")) {
            addHost(value, hosts);
        }
        return hosts;
    }

    static List<String> fromCommand(ShellCommand command) {
        var hosts = new ArrayList<String>();
        command.words().forEach(w -> hosts.addAll(fromText(w.text())));
        command.words().forEach(w -> hosts.addAll(fromDevicePath(w)));
        String program = command.programName().orElse("");
        List<ShellWord> operands = command.words().stream()
                .skip(1)
                .filter(w -> !w.text().startsWith("-"))
                .toList();
        if (NETWORK_PROGRAMS.contains(program)) {
            operands.forEach(w -> addHost(w.text(), hosts));
        }
        boolean fetches = PACKAGE_PROGRAMS.contains(program)
                && operands.stream().anyMatch(w -> !w.isKnown() || FETCH_SUBCOMMANDS.contains(w.text()));
        if (hosts.isEmpty() && (fetches || NETWORK_PROGRAMS.contains(program))
                || !operands.isEmpty() && mayHideHost(program, operands)) {
            hosts.add(UNKNOWN);
        }
        return hosts;
    }

    /** Any unknown word of a network program may be a host. */
    private static boolean mayHideHost(String program, List<ShellWord> operands) {
        return NETWORK_PROGRAMS.contains(program) && operands.stream().anyMatch(w -> !w.isKnown());
    }

    private static void addHost(String word, List<String> hosts) {
        Matcher remote = REMOTE.matcher(word);
        String host = remote.matches()
                ? remote.group(1)
                : word.replaceFirst("^[^@/]*@", "").replaceFirst("/.*", "");
        if (host.matches("(?i)localhost|[a-z0-9-]++(?:\\.[a-z0-9-]++)++\\.?|\\[.*]|[0-9]+|0x[0-9a-f]+")) {
            hosts.add(host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", ""));
        }
    }

    /** bash opens a network connection if the path of a redirection has this form. */
    static List<String> fromDevicePath(ShellWord path) {
        Matcher device = DEVICE.matcher(path.text());
        return device.matches() ? List.of(device.group(1).toLowerCase(Locale.ROOT)) : List.of();
    }
}
