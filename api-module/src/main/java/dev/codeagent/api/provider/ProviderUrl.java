package dev.codeagent.api.provider;

import dev.codeagent.api.error.AgentException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/**
 * The base URLs of providers. They contain no secret, because they are shown: no user name, password or query. A key
 * belongs to the origin of its provider's URL.
 */
public final class ProviderUrl {
    private static final String ADVICE = "; include the API version, for example http://127.0.0.1:11434/v1";
    private static final int MAX_SHOWN_LENGTH = 200;

    private ProviderUrl() {}

    /**
     * Parses a base URL.
     *
     * @param place where the text stands, for the message, for example {@code field 'baseUrl'}
     * @throws AgentException INVALID_VALUE; the message shows the text only if it contains no secret
     */
    public static URI parse(String place, String text) {
        URI url;
        try {
            url = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw notHttp(place, text);
        }
        return require(place, url);
    }

    /**
     * Returns the URL.
     *
     * @throws AgentException INVALID_VALUE if it is no base URL
     */
    public static URI require(String place, URI url) {
        if (url.getRawUserInfo() != null) {
            throw AgentException.invalidValue(
                    place + ": the URL contains a user name or a password, which would be shown; give the key apart");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw AgentException.invalidValue(place + ": a base URL has no '?' and no '#'" + ADVICE);
        }
        if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
            throw notHttp(place, url.toString());
        }
        return url;
    }

    /** The scheme, host and port: {@code https://api.example.com:443}. */
    public static String origin(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        int port = url.getPort() >= 0 ? url.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + String.valueOf(url.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }

    /** The URL without user name, password, query and fragment, which older versions accepted and never used. */
    static URI withoutSecrets(URI url) {
        String authority = url.getRawAuthority();
        if (authority == null || !containsSecretMark(url.toString())) {
            return url;
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme() + ":";
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        return URI.create(scheme + "//" + authority.substring(authority.lastIndexOf('@') + 1) + path);
    }

    private static boolean containsSecretMark(String text) {
        return text.chars().anyMatch(c -> c == '@' || c == '?' || c == '#');
    }

    private static AgentException notHttp(String place, String text) {
        boolean mayBeShown = !containsSecretMark(text)
                && text.length() <= MAX_SHOWN_LENGTH
                && text.chars().noneMatch(Character::isISOControl);
        return AgentException.invalidValue(
                place + ": " + (mayBeShown ? "'" + text + "'" : "the text") + " is not an http or https URL" + ADVICE);
    }
}
