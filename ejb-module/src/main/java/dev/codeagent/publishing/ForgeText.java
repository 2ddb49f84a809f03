package dev.codeagent.publishing;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.text.UnicodeText;
import dev.codeagent.remotes.BranchName;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Texts of a git server for clients and events. It knows the token, and may be hostile: nothing passes that is not what
 * it has to be, or that contains the token.
 *
 * @param host of the pages of the server
 */
record ForgeText(String host, Secret token) {
    private static final int MAX_TITLE = 500;
    private static final Pattern ADDRESS = Pattern.compile("(?i:https?)://[\\x21-\\x7e]{1,2000}");
    /** Control characters, and those that change the order or the look of others. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+");

    static ForgeText of(ForgeEndpoint endpoint, Secret token) {
        String host = String.valueOf(endpoint.api().getHost());
        return new ForgeText(host.equals("api.github.com") ? "github.com" : host, token);
    }

    /** The address of a page of this server, which a client may open in a browser; empty for anything else. */
    String webAddress(String text) {
        if (!ADDRESS.matcher(text).matches()) {
            return "";
        }
        try {
            URI address = new URI(text);
            boolean own = host.equalsIgnoreCase(address.getHost()) && address.getRawUserInfo() == null;
            boolean safe = own && !containsToken(text) && !containsToken(decoded(address));
            return safe ? text : "";
        } catch (URISyntaxException e) {
            return "";
        }
    }

    private static String decoded(URI address) {
        return address.getPath() + '\n' + address.getQuery() + '\n' + address.getFragment();
    }

    /** A text in one line, with stars instead of the token. */
    String title(String text) {
        String line =
                INVISIBLE.matcher(UnicodeText.replaceUnpairedSurrogates(text)).replaceAll("");
        String shown = token.reveal().isEmpty() ? line : line.replace(token.reveal(), "***");
        return UnicodeText.prefix(shown.strip(), MAX_TITLE);
    }

    /** The name of a branch; empty for anything else. */
    Optional<String> branch(String text) {
        try {
            return Optional.of(new BranchName(text).value()).filter(name -> !containsToken(name));
        } catch (AgentException e) {
            return Optional.empty();
        }
    }

    private boolean containsToken(String text) {
        String secret = token.reveal().toLowerCase(Locale.ROOT);
        return !secret.isEmpty() && text.toLowerCase(Locale.ROOT).contains(secret);
    }
}
