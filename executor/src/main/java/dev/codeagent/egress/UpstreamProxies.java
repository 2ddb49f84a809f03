package dev.codeagent.egress;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxies through which this network reaches other hosts, as the server's environment names them:
 * {@code EGRESS_HTTP_PROXY} for plain requests, {@code EGRESS_HTTPS_PROXY} for tunnels, and {@code EGRESS_NO_PROXY}
 * for the hosts that are reached directly (names with their subdomains, IPv4 networks, {@code *}).
 */
record UpstreamProxies(Optional<Upstream> http, Optional<Upstream> https, List<String> noProxy) {
    static final UpstreamProxies NONE = new UpstreamProxies(Optional.empty(), Optional.empty(), List.of());

    /**
     * A proxy.
     *
     * @param credentials user name and password, or empty
     */
    record Upstream(String host, int port, String credentials) {
        /** The header of a request to this proxy, with the end of the line; empty without credentials. */
        String authorizationHeader() {
            return credentials.isEmpty()
                    ? ""
                    : "Proxy-Authorization: Basic "
                            + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)) + "\r\n";
        }

        /** Without the credentials. */
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    static UpstreamProxies fromEnvironment(Map<String, String> environment) {
        return new UpstreamProxies(
                upstream(environment, "EGRESS_HTTP_PROXY"),
                upstream(environment, "EGRESS_HTTPS_PROXY"),
                Arrays.stream(environment
                                .getOrDefault("EGRESS_NO_PROXY", "")
                                .toLowerCase(Locale.ROOT)
                                .split("[,\\s]+"))
                        .filter(entry -> !entry.isEmpty())
                        .toList());
    }

    private static Optional<Upstream> upstream(Map<String, String> environment, String variable) {
        String text = environment.getOrDefault(variable, "");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        URI uri = URI.create(text);
        if (uri.getHost() == null || uri.getPort() < 0) {
            throw new IllegalArgumentException(variable + " is not the address of a proxy such as http://proxy:3128");
        }
        return Optional.of(new Upstream(
                uri.getHost(),
                uri.getPort(),
                Optional.ofNullable(uri.getUserInfo()).orElse("")));
    }

    /** The proxy for a request; empty if its host is reached directly. */
    Optional<Upstream> find(ProxyRequestHead head) {
        Optional<Upstream> upstream = head.isTunnel() ? https : http;
        String host = head.host().toLowerCase(Locale.ROOT);
        return upstream.filter(u -> noProxy.stream().noneMatch(entry -> matches(entry, host, head.port())));
    }

    private static boolean matches(String entry, String host, int port) {
        if (entry.equals("*")) {
            return true;
        }
        if (entry.contains("/")) {
            return isInNetwork(host, entry);
        }
        int colon = entry.indexOf(':');
        boolean withPort = colon > 0 && entry.substring(colon + 1).matches("\\d{1,5}");
        if (withPort && !entry.substring(colon + 1).equals("" + port)) {
            return false;
        }
        String domain = (withPort ? entry.substring(0, colon) : entry).replaceFirst("^\\*?\\.", "");
        return host.equals(domain) || host.endsWith("." + domain);
    }

    private static boolean isInNetwork(String host, String network) {
        String[] parts = network.split("/", 2);
        if (!parts[1].matches("\\d|[12]\\d|3[0-2]")) {
            return false;
        }
        long different = parseAddress(host) ^ parseAddress(parts[0]);
        return parseAddress(host) >= 0
                && parseAddress(parts[0]) >= 0
                && different >>> 32 - Integer.parseInt(parts[1]) == 0;
    }

    /** An IPv4 address as a number; -1 if the text is none. */
    private static long parseAddress(String text) {
        if (!text.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
            return -1;
        }
        return Arrays.stream(text.split("\\."))
                .mapToLong(Long::parseLong)
                .reduce(0, (value, part) -> value << 8 | part);
    }

    /**
     * Whether a host that this machine cannot resolve may be a name in the public DNS, which the upstream proxy
     * resolves. Numbers and names of one label are none: other programs read {@code 0x7f.1} as an address.
     */
    static boolean mayBePublicName(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        String lastLabel = name.substring(name.lastIndexOf('.') + 1);
        return name.contains(".")
                && lastLabel.matches("[a-z][a-z0-9-]*[a-z0-9]")
                && !List.of("localhost", "localdomain", "local", "internal", "intranet", "lan", "home", "corp", "arpa")
                        .contains(lastLabel);
    }
}
