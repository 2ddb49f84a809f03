package dev.codeagent.diagnostics.net;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The hosts that are reached without a proxy: host names with all their subdomains, IP addresses, networks, {@code *}.
 */
record NoProxyList(String text) {
    private static final String NAME_AND_PORT = "[^:]+:\\d+";

    NoProxyList {
        text = text.strip();
    }

    /** Connections to this machine never use a proxy. */
    static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("::1")
                || host.equals("0:0:0:0:0:0:0:1")
                || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
    }

    boolean matches(String host, int port) {
        return entries().stream().anyMatch(entry -> matches(entry, host.toLowerCase(Locale.ROOT), port));
    }

    private List<String> entries() {
        return Stream.of(text.toLowerCase(Locale.ROOT).split("[,\\s]+"))
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    private static boolean matches(String entry, String host, int port) {
        if (entry.equals("*")) {
            return true;
        }
        if (entry.contains("/")) {
            return Network.parse(entry).map(n -> n.contains(host)).orElse(false);
        }
        if (entry.matches(NAME_AND_PORT)) {
            int colon = entry.indexOf(':');
            return entry.endsWith(":" + port) && matchesDomain(entry.substring(0, colon), host);
        }
        return matchesDomain(entry, host);
    }

    private static boolean matchesDomain(String entry, String host) {
        String domain = entry.replaceFirst("^\\*?\\.", "");
        return host.equals(domain) || host.endsWith("." + domain);
    }

    /** An IPv4 network, for example {@code 10.0.0.0/8}. */
    private record Network(long address, int bits) {
        static Optional<Network> parse(String text) {
            String[] parts = text.split("/", 2);
            return parts[1].matches("\\d|[12]\\d|3[0-2]")
                    ? parseAddress(parts[0]).map(a -> new Network(a, Integer.parseInt(parts[1])))
                    : Optional.empty();
        }

        boolean contains(String host) {
            return parseAddress(host)
                    .map(n -> (n ^ address) >>> (32 - bits) == 0)
                    .orElse(false);
        }

        private static Optional<Long> parseAddress(String text) {
            if (!text.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
                return Optional.empty();
            }
            long value = 0;
            for (String part : text.split("\\.")) {
                value = value << 8 | Integer.parseInt(part);
            }
            return Optional.of(value);
        }
    }
}
