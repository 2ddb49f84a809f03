package dev.codeagent.sandbox.egress;

import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.docker.NetworkAccess;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The rules of an egress proxy, whichever launcher starts it.
 *
 * @param allowedHosts {@code sandbox.egress}: reached at any address, except cloud metadata
 * @param serverEnvironment names the proxies of the server's network and its Docker engine
 */
public record EgressRules(List<String> allowedHosts, Map<String, String> serverEnvironment) {

    public EgressRules {
        allowedHosts = List.copyOf(allowedHosts);
        serverEnvironment = Map.copyOf(serverEnvironment);
    }

    /** The environment of a proxy on the machine of the server. */
    public Map<String, String> environment(NetworkAccess access) {
        return environment(access, proxy -> true);
    }

    /** The environment of a proxy in a container, whose loopback interface is not that of the server. */
    public Map<String, String> containerEnvironment(NetworkAccess access) {
        return environment(access, proxy -> !isLoopback(proxy.getHost()));
    }

    private Map<String, String> environment(NetworkAccess access, Predicate<URI> isReachable) {
        var environment = new LinkedHashMap<String, String>();
        environment.put("EGRESS_PUBLIC", "" + (access == NetworkAccess.PUBLIC));
        environment.put("EGRESS_ALLOWED", String.join(",", allowedHosts));
        environment.put(
                "EGRESS_LISTED", access == NetworkAccess.LISTED ? String.join(",", PackageRegistries.HOSTS) : "");
        environment.put("EGRESS_DENIED", String.join(",", deniedAddresses()));
        var proxies = new EnvironmentProxySelector(serverEnvironment, Optional.empty());
        for (EnvironmentProxySelector.Setting setting : proxies.settings()) {
            setting.address()
                    .filter(isReachable)
                    .ifPresent(address -> environment.put(
                            setting.scheme().equals("http") ? "EGRESS_HTTP_PROXY" : "EGRESS_HTTPS_PROXY",
                            address.toString()));
        }
        environment.put("EGRESS_NO_PROXY", proxies.noProxy());
        return environment;
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    /** The machines of the server and of its Docker engine, whose services are not meant for projects. */
    private List<String> deniedAddresses() {
        return Stream.concat(localAddresses().stream(), engineAddresses().stream())
                .toList();
    }

    /** Empty for an engine of this machine, and for one whose name cannot be resolved. */
    private List<String> engineAddresses() {
        try {
            String host = URI.create(
                            serverEnvironment.getOrDefault("DOCKER_HOST", "").strip())
                    .getHost();
            return host == null
                    ? List.of()
                    : Stream.of(InetAddress.getAllByName(host))
                            .map(EgressRules::format)
                            .toList();
        } catch (IllegalArgumentException | UnknownHostException e) {
            return List.of();
        }
    }

    private static String format(InetAddress address) {
        return address.getHostAddress().replaceFirst("%.*", "");
    }

    /** The addresses of the host: a service of the host may listen on its public address too. */
    private static List<String> localAddresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(EgressRules::format)
                    .toList();
        } catch (SocketException e) {
            return List.of();
        }
    }

    /** Without the environment, which may contain passwords. */
    @Override
    public String toString() {
        return "EgressRules" + allowedHosts;
    }
}
