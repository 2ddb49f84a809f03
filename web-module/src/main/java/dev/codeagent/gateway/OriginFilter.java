package dev.codeagent.gateway;

import jakarta.json.Json;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.eclipse.microprofile.config.ConfigProvider;

/** Rejects HTTP requests from other hosts and origins; applies to all paths. */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class OriginFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private final transient LoopbackOriginPolicy originPolicy = new LoopbackOriginPolicy(ConfigProvider.getConfig()
            .getOptionalValue("gateway.port", Integer.class)
            .orElse(8080));

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!originPolicy.isHostAllowed(request.getHeader("Host"))) {
            reject(response, "this server answers on loopback only; use http://127.0.0.1 or http://localhost");
        } else if (!originPolicy.isOriginAllowed(request.getHeader("Origin"))) {
            reject(response, "this server rejects requests from pages of another origin");
        } else {
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader("Referrer-Policy", "no-referrer");
            chain.doFilter(request, response);
        }
    }

    private static void reject(HttpServletResponse response, String message) throws IOException {
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        response.setContentType("application/json");
        response.getWriter()
                .print(Json.createObjectBuilder()
                        .add("code", "FORBIDDEN")
                        .add("kind", "forbidden")
                        .add("message", message)
                        .build());
    }
}
