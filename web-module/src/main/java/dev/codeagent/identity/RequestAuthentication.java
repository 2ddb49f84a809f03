package dev.codeagent.identity;

import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.security.TokenProof;
import dev.codeagent.api.telemetry.HttpMeter;
import dev.codeagent.api.telemetry.HttpMeter.HttpExchange;
import dev.codeagent.gateway.LoopbackOriginPolicy;
import dev.codeagent.gateway.OriginFilter;
import dev.codeagent.http.Problem;
import dev.codeagent.portal.PortalFiles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationException;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Authenticates every request, also the upgrade to WebSocket: it refuses what a page of another origin sends, then asks
 * each mode for the caller. A request without a caller is answered 401, except at the addresses that tell nothing.
 */
@ApplicationScoped
public class RequestAuthentication implements HttpAuthenticationMechanism {
    /** Compared with the address as the client wrote it, so that no encoding of another address is equal. */
    private static final Set<String> OPEN_TO_GET =
            Set.of("/", "/login.js", TokenProof.PATH, "/health", "/health/live", "/health/ready", "/health/started");

    private static final Set<String> OPEN_TO_POST = Set.of(LoginServlet.LOGIN_PATH);

    private static final String ADVICE =
            "send the header in the file 'authorization' of the server's data directory, for example `curl -H"
                    + " @data/authorization ADDRESS`; in a browser, open the address that `codeagent up` prints";

    @Inject
    LocalIdentity identity;

    @Inject
    HttpMeter meter;

    @Inject
    PortalFiles portal;

    private final LoopbackOriginPolicy originPolicy = LoopbackOriginPolicy.configured();

    /** Creates the token at the start: clients read it as soon as the server is ready. */
    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
        identity.modes();
    }

    @Override
    public AuthenticationStatus validateRequest(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context)
            throws AuthenticationException {
        boolean open = isOpen(request);
        Optional<String> refusal = originPolicy.refusal(request, open);
        if (refusal.isPresent()) {
            measure(request, HttpServletResponse.SC_FORBIDDEN);
            return refuse(response, HttpServletResponse.SC_FORBIDDEN, ErrorCode.FORBIDDEN, refusal.get());
        }
        request.setAttribute(OriginFilter.CHECKED, true);
        return open ? context.doNothing() : authenticate(request, response, context);
    }

    private AuthenticationStatus authenticate(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context)
            throws AuthenticationException {
        for (AuthenticationMode mode : identity.modes()) {
            switch (mode.authenticate(request)) {
                case AuthenticationMode.Result.Authenticated authenticated -> {
                    return notifyContainer(context, authenticated.caller());
                }
                case AuthenticationMode.Result.Rejected rejected -> {
                    return refuseUnauthenticated(request, response, rejected.reason() + "; " + ADVICE);
                }
                case AuthenticationMode.Result.NotPresent absent -> {}
            }
        }
        return refuseUnauthenticated(request, response, "this server answers only to its user; " + ADVICE);
    }

    private static AuthenticationStatus notifyContainer(HttpMessageContext context, Caller caller) {
        return context.notifyContainerAboutLogin(
                caller.name(), caller.roles().stream().map(Enum::name).collect(Collectors.toSet()));
    }

    private boolean isOpen(HttpServletRequest request) {
        return switch (request.getMethod()) {
            case "GET", "HEAD" ->
                OPEN_TO_GET.contains(request.getRequestURI()) || portal.isOpen(request.getRequestURI());
            case "POST" -> OPEN_TO_POST.contains(request.getRequestURI());
            default -> false;
        };
    }

    private AuthenticationStatus refuseUnauthenticated(
            HttpServletRequest request, HttpServletResponse response, String message) throws AuthenticationException {
        measure(request, HttpServletResponse.SC_UNAUTHORIZED);
        response.setHeader("WWW-Authenticate", "Bearer realm=\"codeagent\"");
        return refuse(response, HttpServletResponse.SC_UNAUTHORIZED, ErrorCode.UNAUTHENTICATED, message);
    }

    /** A refused request reaches no filter, so it is measured here. */
    private void measure(HttpServletRequest request, int status) {
        meter.record(new HttpExchange(request.getMethod(), status, "", Duration.ZERO));
    }

    /** Closes the connection, so that nothing reads the body of the refused request as a request. */
    private static AuthenticationStatus refuse(HttpServletResponse response, int status, ErrorCode code, String message)
            throws AuthenticationException {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        try {
            Problem.of(status, code, message).sendAndClose(response);
        } catch (IOException e) {
            throw new AuthenticationException(e);
        }
        return AuthenticationStatus.SEND_FAILURE;
    }
}
