package dev.codeagent.gateway;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Sets the headers of every response, and answers no request that the authentication mechanism did not check: a
 * container that does not call the mechanism leaves the server closed, not open.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class OriginFilter extends HttpFilter {
    /** The request attribute that the authentication mechanism sets on what may continue. */
    public static final String CHECKED = "dev.codeagent.request.checked";

    private static final String EVENT_STREAM = "text/event-stream";
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getAttribute(CHECKED) == null) {
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        if (String.valueOf(request.getHeader("Accept")).contains(EVENT_STREAM)) {
            // Proxies must neither collect events nor compress them, which would collect them too.
            response.setHeader("X-Accel-Buffering", "no");
            response.setHeader("Cache-Control", "no-cache, no-transform");
        }
        chain.doFilter(request, response);
    }
}
