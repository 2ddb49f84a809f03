package dev.codeagent.egress;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What may be reached.
 *
 * @param allowPublicHosts whether every public address may be, on the ports of HTTP
 * @param allowedHosts names that may be whatever their address is: {@code host}, {@code host:port} or {@code *.domain}
 * @param deniedAddresses addresses that may not be although they are public, such as those of the engine's machine
 */
record EgressAllowList(boolean allowPublicHosts, List<String> allowedHosts, Set<InetAddress> deniedAddresses) {
    private static final Set<Integer> HTTP_PORTS = Set.of(80, 443);

    /** Why the host may not be asked for at all; it needs no address yet. */
    Optional<String> denialReason(String host, int port) {
        if (isAllowed(host, port)) {
            return Optional.empty();
        }
        if (!allowPublicHosts) {
            return Optional.of(host + ":" + port + " is not in the list of hosts that may be reached (sandbox.egress)");
        }
        return HTTP_PORTS.contains(port)
                ? Optional.empty()
                : Optional.of("port " + port + " may not be reached; list " + host + ":" + port + " in sandbox.egress");
    }

    /** Why this address of the host may not be spoken to. */
    Optional<String> denialReason(String host, int port, InetAddress address) {
        if (isAllowed(host, port) && !isMetadataAddress(address)) {
            return Optional.empty();
        }
        return deniedAddresses.contains(address) || !isPublic(address)
                ? Optional.of(host + " is " + address.getHostAddress() + ", which is not a public address; list " + host
                        + ":" + port + " in sandbox.egress if it may be reached")
                : Optional.empty();
    }

    boolean isAllowed(String host, int port) {
        String name = host.toLowerCase(Locale.ROOT);
        return allowedHosts.stream().map(l -> l.toLowerCase(Locale.ROOT)).anyMatch(entry -> {
            int colon = entry.lastIndexOf(':');
            boolean withPort = colon > 0 && entry.substring(colon + 1).matches("\\d{1,5}");
            String pattern = withPort ? entry.substring(0, colon) : entry;
            boolean rightPort =
                    withPort ? Integer.parseInt(entry.substring(colon + 1)) == port : HTTP_PORTS.contains(port);
            return rightPort && (pattern.startsWith("*.") ? name.endsWith(pattern.substring(1)) : name.equals(pattern));
        });
    }

    /** Clouds give their machines' credentials to whoever asks there. */
    private static boolean isMetadataAddress(InetAddress address) {
        return address.isLinkLocalAddress() || address.getHostAddress().equals("fd00:ec2:0:0:0:0:0:254");
    }

    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] b = address.getAddress();
        if (address instanceof Inet4Address) {
            int first = b[0] & 255;
            int second = b[1] & 255;
            return first != 0 && first < 240 && !(first == 100 && second >= 64 && second < 128);
        }
        return address instanceof Inet6Address && (b[0] & 0xe0) == 0x20 && !embedsIpv4(b);
    }

    /** 6to4 and Teredo lead to IPv4 addresses that nobody has looked at. */
    private static boolean embedsIpv4(byte[] b) {
        boolean sixToFour = b[0] == 0x20 && b[1] == 0x02;
        boolean teredo = b[0] == 0x20 && b[1] == 0x01 && b[2] == 0 && b[3] == 0;
        return sixToFour || teredo;
    }
}
