package dev.codeagent.proxy;

import dev.codeagent.api.error.AgentException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one proxy says about the connection of its own client.
 *
 * @param client the address of that client, as a proxy wrote it
 * @param scheme http or https
 * @param host the authority that the client named
 */
record ForwardedHop(String client, Optional<String> scheme, Optional<String> host) {
    private static final int MAX_LENGTH = 8_000;
    private static final Pattern AUTHORITY =
            Pattern.compile("[A-Za-z0-9._-]{1,253}(:\\d{1,5})?|\\[[0-9A-Fa-f:.]+](:\\d{1,5})?");
    /** A parameter of {@code Forwarded}: a token, or a quoted text without escapes, which no address needs. */
    private static final Pattern PAIR =
            Pattern.compile("\\s*([A-Za-z]+)=(?:\"([^\"\\\\]*)\"|([^\\s\",;=]+))\\s*(?:([;,])|$)");

    private static final Pattern WITH_PORT = Pattern.compile("(\\[[^]]*]|[^:]*):\\d{1,5}");

    /** Reads {@code Forwarded}, the proxy next to the server last. */
    static List<ForwardedHop> readForwarded(List<String> headers) {
        var hops = new ArrayList<ForwardedHop>();
        String text = String.join(",", headers);
        requireShort(text);
        Matcher pair = PAIR.matcher(text);
        var builder = new Builder();
        int end = 0;
        while (end < text.length()) {
            if (!pair.find(end) || pair.start() != end) {
                throw AgentException.invalidValue("the header Forwarded cannot be read; see RFC 7239");
            }
            String value = pair.group(2) == null ? pair.group(3) : pair.group(2);
            builder.put(pair.group(1).toLowerCase(Locale.ROOT), value);
            end = pair.end();
            if (!";".equals(pair.group(4))) {
                hops.add(builder.build());
                builder = new Builder();
            }
        }
        return hops;
    }

    private static final class Builder {
        private String client = "";
        private Optional<String> scheme = Optional.empty();
        private Optional<String> host = Optional.empty();

        void put(String name, String value) {
            switch (name) {
                case "for" -> client = withoutPort(value);
                case "proto" -> scheme = Optional.of(requireScheme(value));
                case "host" -> host = Optional.of(requireAuthority(value));
                default -> {}
            }
        }

        ForwardedHop build() {
            return new ForwardedHop(client, scheme, host);
        }
    }

    /** Reads {@code X-Forwarded-*}; scheme and host belong to the last proxy, unless there is one for each client. */
    static List<ForwardedHop> readCommon(List<String> clients, List<String> schemes, List<String> hosts) {
        List<String> clientList = split(clients);
        List<String> schemeList = split(schemes);
        List<String> hostList = split(hosts);
        int size = Math.max(clientList.size(), schemeList.isEmpty() && hostList.isEmpty() ? 0 : 1);
        var hops = new ArrayList<ForwardedHop>();
        for (int i = 0; i < size; i++) {
            hops.add(new ForwardedHop(
                    clientList.isEmpty() ? "" : withoutPort(clientList.get(i)),
                    entry(schemeList, i, size).map(ForwardedHop::requireScheme),
                    entry(hostList, i, size).map(ForwardedHop::requireAuthority)));
        }
        return hops;
    }

    private static List<String> split(List<String> headers) {
        String text = String.join(",", headers);
        requireShort(text);
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s*,\\s*"));
    }

    private static Optional<String> entry(List<String> list, int index, int size) {
        if (list.isEmpty()) {
            return Optional.empty();
        }
        if (list.size() == size) {
            return Optional.of(list.get(index));
        }
        return index == size - 1 ? Optional.of(list.getLast()) : Optional.empty();
    }

    private static void requireShort(String text) {
        if (text.length() > MAX_LENGTH) {
            throw AgentException.invalidValue(
                    "the headers of the proxies have more than " + MAX_LENGTH + " characters");
        }
    }

    private static String requireScheme(String text) {
        String scheme = text.toLowerCase(Locale.ROOT);
        if (!List.of("http", "https", "ws", "wss").contains(scheme)) {
            throw AgentException.invalidValue("a proxy names a scheme that is neither http nor https");
        }
        return scheme.replaceFirst("^ws", "http");
    }

    private static String requireAuthority(String text) {
        if (!AUTHORITY.matcher(text).matches()) {
            throw AgentException.invalidValue("a proxy names a host that is not valid");
        }
        return text;
    }

    private static String withoutPort(String text) {
        Matcher matcher = WITH_PORT.matcher(text);
        return (matcher.matches() ? matcher.group(1) : text).replaceAll("[\\[\\]]", "");
    }

    /** This hop; what its proxy does not say is that of the hop before. */
    ForwardedHop orElse(ForwardedHop inner) {
        return new ForwardedHop(
                client.isEmpty() ? inner.client : client,
                scheme.isPresent() ? scheme : inner.scheme,
                host.isPresent() ? host : inner.host);
    }
}
