package dev.codeagent.proxy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.net.AddressRange;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The reverse proxies whose headers count. Everybody can send {@code Forwarded} (RFC 7239) and {@code X-Forwarded-For},
 * {@code -Proto} and {@code -Host}, so the server reads them only on connections from configured addresses.
 *
 * @param addresses {@code gateway.trustedProxies}
 * @param basePath {@code gateway.basePath}, the path under which these proxies publish the server
 */
public record TrustedProxies(List<AddressRange> addresses, String basePath) {
    private static final String ADDRESSES = "gateway.trustedProxies";
    private static final String BASE_PATH = "gateway.basePath";
    private static final int MAX_HOPS = 20;

    public TrustedProxies {
        addresses = List.copyOf(addresses);
    }

    /** @throws AgentException INVALID_VALUE if an entry is no address and no network */
    public static TrustedProxies configured() {
        Config config = ConfigProvider.getConfig();
        return parse(
                config.getOptionalValue(ADDRESSES, String.class).orElse(""),
                config.getOptionalValue(BASE_PATH, String.class).orElse(""));
    }

    static TrustedProxies parse(String addresses, String basePath) {
        List<AddressRange> ranges = Arrays.stream(addresses.split("[,\\s]+"))
                .filter(entry -> !entry.isEmpty())
                .map(
                        entry -> AddressRange.parse(entry)
                                .orElseThrow(
                                        () -> AgentException.invalidValue(
                                                "configuration key '" + ADDRESSES + "' has '" + entry
                                                        + "'; it must be addresses or networks, for example \"10.0.0.5, 10.1.0.0/16\"")))
                .toList();
        return new TrustedProxies(ranges, basePath.replaceFirst("/+$", ""));
    }

    /**
     * Returns the request as its client made it.
     *
     * @throws AgentException INVALID_VALUE if the proxy's headers contradict each other, or cannot be read
     */
    public ForwardedRequest read(HttpServletRequest request) {
        Optional<String> host = Optional.ofNullable(request.getHeader("Host"));
        if (!isTrusted(request.getRemoteAddr())) {
            return new ForwardedRequest(request.getRemoteAddr(), request.isSecure(), host, "");
        }
        List<ForwardedHop> standard = ForwardedHop.readForwarded(values(request, "Forwarded"));
        List<ForwardedHop> common = ForwardedHop.readCommon(
                values(request, "X-Forwarded-For"),
                values(request, "X-Forwarded-Proto"),
                values(request, "X-Forwarded-Host"));
        if (standard.isEmpty() && common.isEmpty()) {
            return new ForwardedRequest(request.getRemoteAddr(), request.isSecure(), host, ""); // Not through a proxy.
        }
        ForwardedHop hop = outermostTrusted(standard.isEmpty() ? common : standard, request.getRemoteAddr());
        if (!standard.isEmpty()
                && !common.isEmpty()
                && !hop.equals(outermostTrusted(common, request.getRemoteAddr()))) {
            // A proxy sets one kind and may pass on the other, which its client can choose.
            throw AgentException.invalidValue(
                    "the headers Forwarded and X-Forwarded-* contradict each other; configure the"
                            + " proxy to remove the kind that it does not set");
        }
        return new ForwardedRequest(
                hop.client(),
                hop.scheme().map("https"::equals).orElse(request.isSecure()),
                hop.host().or(() -> host),
                basePath);
    }

    private static List<String> values(HttpServletRequest request, String name) {
        return Collections.list(request.getHeaders(name));
    }

    /** Walks from the server to the client as long as trusted proxies speak: what others wrote before is not trusted. */
    private ForwardedHop outermostTrusted(List<ForwardedHop> hops, String peer) {
        if (hops.size() > MAX_HOPS) {
            throw AgentException.invalidValue("more than " + MAX_HOPS + " proxies passed this request on");
        }
        ForwardedHop found = new ForwardedHop(peer, Optional.empty(), Optional.empty());
        for (ForwardedHop hop : new ArrayList<>(hops).reversed()) {
            found = hop.orElse(found);
            if (!isTrusted(hop.client())) {
                break;
            }
        }
        return found;
    }

    boolean isTrusted(String address) {
        return AddressRange.parse(address)
                .filter(literal -> addresses.stream().anyMatch(range -> range.contains(literal.network())))
                .isPresent();
    }
}
