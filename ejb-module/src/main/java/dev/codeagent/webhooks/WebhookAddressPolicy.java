package dev.codeagent.webhooks;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.net.AddressRange;
import dev.codeagent.diagnostics.net.HostText;
import dev.codeagent.diagnostics.net.PublicAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides where requests of webhooks may go: to public addresses over HTTPS, and to what the operator allows. Otherwise a
 * webhook would reach services of the server's network that trust it.
 *
 * @param privateHosts {@code webhooks.privateHosts}: names, addresses and networks
 */
public record WebhookAddressPolicy(List<String> privateHosts) {
    private static final int MAX_URL_LENGTH = 2_000;
    private static final String SETTING = "webhooks.privateHosts";

    public WebhookAddressPolicy {
        privateHosts = List.copyOf(privateHosts);
    }

    /**
     * Parses the URL of a webhook. A name is not resolved: it may have another address later.
     *
     * @throws AgentException INVALID_VALUE; the message does not show the URL, which may contain a secret
     */
    URI require(String text) {
        URI url;
        try {
            url = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw invalid("it is no URL; use for example https://hooks.example.com/codeagent");
        }
        if (text.length() > MAX_URL_LENGTH || !url.toASCIIString().equals(url.toString())) {
            throw invalid("it must have at most " + MAX_URL_LENGTH + " characters, all of ASCII");
        }
        if (url.getHost() == null || !List.of("https", "http").contains(url.getScheme()) || url.getPort() == 0) {
            throw invalid("it must begin with https:// and a host");
        }
        if (HostText.isAmbiguous(url.getHost())) {
            throw invalid(
                    "its host must be a name without a dot at its end, or an address of four decimal numbers without"
                            + " leading zeros");
        }
        if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw invalid("it must not contain a user name, a password or a '#'");
        }
        if (url.getScheme().equals("http") && !isListed(url.getHost())) {
            throw invalid("http is for hosts of " + SETTING + " only; use https");
        }
        Optional<AddressRange> literal = AddressRange.parse(url.getHost());
        literal.flatMap(range -> denialReason(url.getHost(), range.network())).ifPresent(reason -> {
            throw invalid(reason);
        });
        return url;
    }

    private static AgentException invalid(String problem) {
        return AgentException.invalidValue("field 'url': " + problem);
    }

    /** Why no connection is made to this address of a host; empty if one may be made. */
    Optional<String> denialReason(String host, InetAddress address) {
        boolean allowed = PublicAddress.isPublic(address)
                || !PublicAddress.isMetadata(address) && (isListed(host) || isInListedNetwork(address));
        return allowed
                ? Optional.empty()
                : Optional.of(host + " has the address " + address.getHostAddress()
                        + (PublicAddress.isMetadata(address)
                                ? ", where services of clouds give credentials to everybody; it is never used"
                                : ", which is not public; the operator can allow the host in " + SETTING));
    }

    private boolean isListed(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return privateHosts.stream()
                        .anyMatch(entry -> entry.toLowerCase(Locale.ROOT).equals(name))
                || AddressRange.parse(host)
                        .filter(literal -> isInListedNetwork(literal.network()))
                        .isPresent();
    }

    private boolean isInListedNetwork(InetAddress address) {
        return privateHosts.stream()
                .flatMap(entry -> AddressRange.parse(entry).stream())
                .anyMatch(range -> range.contains(address));
    }
}
