package dev.codeagent.egress;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which hosts and addresses the proxy may connect to.
 *
 * @param allowPublicHosts whether every public address is allowed, on ports 80 and 443
 * @param allowedHosts names that are allowed whatever their address is, except cloud metadata: {@code host},
 *     {@code host:port} or {@code *.domain}
 * @param listedHosts names that are allowed if their address is public
 * @param deniedAddresses public addresses that are denied, for example those of the Docker host
 */
record EgressAllowList(
        boolean allowPublicHosts,
        List<String> allowedHosts,
        List<String> listedHosts,
        Set<InetAddress> deniedAddresses) {
    private static final Set<Integer> HTTP_PORTS = Set.of(80, 443);
    /** The address of EC2's metadata service over IPv6. */
    private static final String EC2_METADATA = "fd00:ec2:0:0:0:0:0:254";
    /** The address of the metadata service of Google Cloud over IPv6. */
    private static final String GOOGLE_METADATA = "fd20:ce:0:0:0:0:0:254";
    /** Gives virtual machines of Azure their configuration and certificates. */
    private static final String AZURE_WIRE_SERVER = "168.63.129.16";
    /** The address of the metadata service of Alibaba Cloud, in the range of carrier-grade NAT. */
    private static final String ALIBABA_METADATA = "100.100.100.200";

    /** Returns why the host is denied before its name is resolved; empty if it is not. */
    Optional<String> denialReason(String host, int port) {
        if (isAllowed(host, port) || matches(listedHosts, host, port)) {
            return Optional.empty();
        }
        if (!allowPublicHosts) {
            return Optional.of(host + ":" + port + " is not in the list of allowed hosts; add it to sandbox.egress");
        }
        return HTTP_PORTS.contains(port)
                ? Optional.empty()
                : Optional.of("port " + port + " is not allowed; add " + host + ":" + port + " to sandbox.egress");
    }

    /** Returns why this address of the host is denied; empty if it is allowed. */
    Optional<String> denialReason(String host, int port, InetAddress address) {
        if (isAllowed(host, port) && !isMetadataAddress(address)) {
            return Optional.empty();
        }
        return deniedAddresses.contains(address) || !isPublic(address) || isOwnAddress(address)
                ? Optional.of(host + " resolves to " + address.getHostAddress()
                        + ", which is not an allowed public address; add " + host + ":" + port
                        + " to sandbox.egress to allow it")
                : Optional.empty();
    }

    boolean isAllowed(String host, int port) {
        return matches(allowedHosts, host, port);
    }

    private static boolean matches(List<String> entries, String host, int port) {
        String name = host.toLowerCase(Locale.ROOT);
        return entries.stream().map(l -> l.toLowerCase(Locale.ROOT)).anyMatch(entry -> {
            int colon = entry.lastIndexOf(':');
            boolean withPort = colon > 0 && entry.substring(colon + 1).matches("\\d{1,5}");
            String pattern = withPort ? entry.substring(0, colon) : entry;
            boolean rightPort =
                    withPort ? Integer.parseInt(entry.substring(colon + 1)) == port : HTTP_PORTS.contains(port);
            return rightPort && (pattern.startsWith("*.") ? name.endsWith(pattern.substring(1)) : name.equals(pattern));
        });
    }

    /** Cloud metadata services return the machine's credentials to every client. */
    private static boolean isMetadataAddress(InetAddress address) {
        return address.isLinkLocalAddress()
                || List.of(EC2_METADATA, GOOGLE_METADATA, ALIBABA_METADATA, AZURE_WIRE_SERVER)
                        .contains(address.getHostAddress());
    }

    /** A public address of this machine: its services must not be reached this way either. */
    private static boolean isOwnAddress(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return true; // The interfaces are not known, so it may be one of them.
        }
    }

    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || isMetadataAddress(address)) {
            return false;
        }
        byte[] b = address.getAddress();
        if (address instanceof Inet4Address) {
            int first = b[0] & 255;
            int second = b[1] & 255;
            boolean carrierGradeNat = first == 100 && second >= 64 && second < 128;
            boolean benchmarking = first == 198 && (second == 18 || second == 19);
            boolean protocolAssignments = first == 192 && second == 0 && b[2] == 0;
            return first != 0 && first < 240 && !carrierGradeNat && !benchmarking && !protocolAssignments;
        }
        return address instanceof Inet6Address && (b[0] & 0xe0) == 0x20 && !embedsIpv4(b);
    }

    /** 6to4 and Teredo addresses contain an IPv4 address that was not checked. */
    private static boolean embedsIpv4(byte[] b) {
        boolean sixToFour = b[0] == 0x20 && b[1] == 0x02;
        boolean teredo = b[0] == 0x20 && b[1] == 0x01 && b[2] == 0 && b[3] == 0;
        return sixToFour || teredo;
    }
}
