package dev.codeagent.identity;

import dev.codeagent.api.security.Caller;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The local user: programs send the token of the data directory or what {@link ServerInstance} accepts in its place,
 * browsers the cookie of a login.
 */
final class LocalTokenMode implements AuthenticationMode {
    private static final String SCHEME = "Bearer ";

    private final ServerInstance server;
    private final SessionCookie cookie;
    private final Clock clock;

    LocalTokenMode(ServerInstance server, SessionCookie cookie, Clock clock) {
        this.server = server;
        this.cookie = cookie;
        this.clock = clock;
    }

    /** The header has priority. A token in a query string does not count, because addresses are logged and shared. */
    @Override
    public Result authenticate(HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        if (!headers.isEmpty()) {
            return headers.size() == 1 && isFromUser(request, headers.getFirst())
                    ? new Result.Authenticated(Caller.LOCAL)
                    : new Result.Rejected("the header Authorization does not contain the token of this server");
        }
        Optional<Cookie> session = Arrays.stream(
                        Optional.ofNullable(request.getCookies()).orElse(new Cookie[0]))
                .filter(c -> c.getName().equals(cookie.name()))
                .findFirst();
        if (session.isEmpty()) {
            return new Result.NotPresent();
        }
        return cookie.isValid(session.get().getValue(), clock.instant())
                ? new Result.Authenticated(Caller.LOCAL)
                : new Result.Rejected("the login of this browser has expired or is that of another server");
    }

    private boolean isFromUser(HttpServletRequest request, String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        String sent = header.substring(SCHEME.length()).strip();
        return server.token().matches(sent) || server.isFromClient(request, sent);
    }
}
