package dev.codeagent.diagnostics.net;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/**
 * Tells addresses of the internet from those of this machine, of private networks and of the cloud's own services. The
 * proxy of sandboxes has the same rules in a program of its own.
 */
public final class PublicAddress {
    /** EC2, Google Cloud, Alibaba Cloud and Azure; those of most clouds are link-local. */
    private static final List<String> METADATA =
            List.of("fd00:ec2:0:0:0:0:0:254", "fd20:ce:0:0:0:0:0:254", "100.100.100.200", "168.63.129.16");

    private PublicAddress() {}

    /** Whether it may be a service that gives the machine's credentials to every client. */
    public static boolean isMetadata(InetAddress address) {
        return address.isLinkLocalAddress() || METADATA.contains(address.getHostAddress());
    }

    /** Whether it is an address of another machine in the internet. */
    public static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || isMetadata(address)
                || isOwn(address)) {
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

    private static boolean isOwn(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return true; // The interfaces are not known, so it may be one of them.
        }
    }
}
