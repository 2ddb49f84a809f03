package dev.codeagent.remotes;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.diagnostics.net.PublicAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * The servers that the server's git may connect to: those with public addresses, and those that the configuration names.
 *
 * @param privateHosts {@code git.privateHosts}: names that may have any address, except cloud metadata
 */
public record RemoteHostPolicy(List<String> privateHosts) {
    public RemoteHostPolicy {
        privateHosts = List.copyOf(privateHosts);
    }

    /**
     * Resolves the host. The connection uses exactly these addresses, so that a second answer of the name server changes
     * nothing.
     *
     * @throws AgentException INVALID_VALUE if one of them is not allowed, or there is none
     */
    List<InetAddress> resolve(GitAddress address) {
        List<InetAddress> addresses = lookUp(address);
        if (addresses.isEmpty()) {
            throw AgentException.invalidValue(
                            "'address': the host " + address.host() + " is not known to the name server")
                    .inField("address");
        }
        requireAllowed(address, addresses);
        return addresses;
    }

    /**
     * Checks the host of a connection through a proxy, which resolves it again: an address, and a name that is known here.
     * In networks with a proxy, names outside are often known to the proxy only.
     *
     * @throws AgentException INVALID_VALUE if one of its addresses is not allowed
     */
    void requireAllowed(GitAddress address) {
        requireAllowed(address, lookUp(address));
    }

    private static List<InetAddress> lookUp(GitAddress address) {
        try {
            return Arrays.asList(InetAddress.getAllByName(address.host()));
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    private void requireAllowed(GitAddress address, List<InetAddress> addresses) {
        boolean listed = privateHosts.stream().anyMatch(h -> matches(h, address));
        for (InetAddress resolved : addresses) {
            if (PublicAddress.isMetadata(resolved)) {
                throw AgentException.invalidValue("'address': " + address.host() + " resolves to "
                                + resolved.getHostAddress() + ", which is a metadata service and no git server")
                        .inField("address");
            }
            if (!listed && !PublicAddress.isPublic(resolved)) {
                throw AgentException.invalidValue("'address': " + address.host() + " resolves to "
                                + resolved.getHostAddress() + ", which is not a public address; add " + address.host()
                                + " to the configuration key git.privateHosts if it is your git server")
                        .inField("address");
            }
        }
    }

    private static boolean matches(String entry, GitAddress address) {
        int colon = entry.lastIndexOf(':');
        boolean withPort = colon > 0 && entry.indexOf(':') == colon;
        String name = withPort ? entry.substring(0, colon) : entry;
        boolean samePort = !withPort || entry.substring(colon + 1).equals(String.valueOf(address.port()));
        return samePort
                && (name.startsWith("*.")
                        ? address.host().endsWith(name.substring(1).toLowerCase(java.util.Locale.ROOT))
                        : address.host().equalsIgnoreCase(name));
    }
}
