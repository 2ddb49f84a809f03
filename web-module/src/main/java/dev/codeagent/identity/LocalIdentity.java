package dev.codeagent.identity;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.security.LocalToken;
import dev.codeagent.proxy.ForwardedRequest;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** The identity of the local user: the token of the data directory, and logins of browsers that follow from it. */
@ApplicationScoped
public class LocalIdentity {
    private static final Logger LOG = Logger.getLogger(LocalIdentity.class.getName());

    /** The launcher of Payara Micro prints it if the application does not start. */
    private static final String FAILURE_PROPERTY = "codeagent.start.failure";

    private final Clock clock = Clock.systemUTC();
    private final LoginCodes codes = new LoginCodes(clock);
    private Optional<ServerInstance> instance = Optional.empty();
    private Optional<SessionCookie> cookie = Optional.empty();
    private List<AuthenticationMode> modes = List.of();

    @PostConstruct
    void readConfiguration() {
        Config config = ConfigProvider.getConfig();
        LocalToken token = openToken(config);
        instance = Optional.of(ServerInstance.start(
                token,
                config.getOptionalValue("codeagent.container", Boolean.class).orElse(false)));
        if (!config.getOptionalValue("security.localToken", Boolean.class).orElse(true)) {
            LOG.warning(
                    "security.localToken is false: every program and user that reaches the port can use this server");
            modes = List.of(new UnauthenticatedMode());
            return;
        }
        int port = config.getOptionalValue("gateway.port", Integer.class).orElse(8080);
        var session = new SessionCookie(token, port);
        cookie = Optional.of(session);
        // In the order in which they are tried. Another mode is one more class in this list.
        var user = new LocalTokenMode(instance(), session, clock);
        modes = openScraper(config)
                .<List<AuthenticationMode>>map(scraper -> List.of(scraper, user))
                .orElse(List.of(user));
    }

    private static Optional<AuthenticationMode> openScraper(Config config) {
        try {
            return config.getOptionalValue("metrics.tokenFile", String.class)
                    .map(file -> ScraperTokenMode.open(Path.of(file)));
        } catch (AgentException e) {
            System.setProperty(FAILURE_PROPERTY, e.getMessage());
            throw e;
        }
    }

    private static LocalToken openToken(Config config) {
        try {
            return LocalTokenFile.openOrCreate(Path.of(config.getOptionalValue("codeagent.data", String.class)
                            .orElse("data"))
                    .toAbsolutePath());
        } catch (AgentException e) {
            System.setProperty(FAILURE_PROPERTY, e.getMessage());
            throw e;
        }
    }

    List<AuthenticationMode> modes() {
        return modes;
    }

    /** This process; clients verify it also if requests need no token. */
    ServerInstance instance() {
        return instance.orElseThrow();
    }

    /** @throws AgentException CONFLICT if no login is needed; TOO_BUSY if too many codes are unused */
    public LoginCode issueLoginCode() {
        if (cookie.isEmpty()) {
            throw new AgentException(
                    ErrorCode.CONFLICT, "security.localToken is false, so browsers need no login on this server");
        }
        return codes.issue();
    }

    /** The header {@code Set-Cookie} for a browser with a valid code; empty for any other code. */
    Optional<String> logIn(String code, ForwardedRequest request) {
        return cookie.filter(c -> codes.redeem(code))
                .map(c -> c.create(clock.instant(), request.secure(), request.basePath() + "/"));
    }
}
