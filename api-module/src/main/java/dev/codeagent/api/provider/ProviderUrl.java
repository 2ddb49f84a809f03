package dev.codeagent.api.provider;

import dev.codeagent.api.error.AgentException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The base URLs of providers. They contain no secret, because they are shown: no user name, no password, and in a query
 * nothing but the version of the API. A key belongs to the origin of its provider's URL.
 */
public final class ProviderUrl {
    private static final String ADVICE = "; include the API version, for example http://127.0.0.1:11434/v1";
    private static final int MAX_SHOWN_LENGTH = 200;
    /** The version of an API, such as {@code api-version=2024-10-21}; too short for a key. */
    private static final Pattern VERSION_QUERY =
            Pattern.compile("(api-version|api_version|version)=[0-9A-Za-z.-]{1,24}");

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
        if (url.getRawFragment() != null || url.getRawQuery() != null && !isVersionQuery(url.getRawQuery())) {
            throw AgentException.invalidValue(place + ": a base URL has no '#', and after a '?' the version of the API"
                    + " alone (?api-version=2024-10-21), because it is shown; give a key apart" + ADVICE);
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

    private static boolean isVersionQuery(String query) {
        return VERSION_QUERY.matcher(query).matches();
    }

    /** The URL without user name, password, fragment and a query that may be secret; older versions accepted them. */
    static URI withoutSecrets(URI url) {
        String authority = url.getRawAuthority();
        if (authority == null || !containsSecretMark(url.toString())) {
            return url;
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme() + ":";
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        String query = url.getRawQuery() != null && isVersionQuery(url.getRawQuery()) ? "?" + url.getRawQuery() : "";
        return URI.create(scheme + "//" + authority.substring(authority.lastIndexOf('@') + 1) + path + query);
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
