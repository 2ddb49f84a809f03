package dev.codeagent.rest;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;

/**
 * Logs what users change (INFO) and requests that take long (WARN), as the architecture document says. Paths contain no
 * secrets; queries and bodies are not logged.
 */
@Provider
public class RequestLog implements ContainerRequestFilter, ContainerResponseFilter {
    private static final Logger LOG = System.getLogger(RequestLog.class.getName());
    private static final String START = RequestLog.class.getName() + ".start";
    private static final Set<String> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final long SLOW_MILLIS = 5_000;

    @Override
    public void filter(ContainerRequestContext request) {
        request.setProperty(START, System.nanoTime());
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (!(request.getProperty(START) instanceof Long start)
                || MediaType.SERVER_SENT_EVENTS_TYPE.equals(response.getMediaType())) {
            return;
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        String line = "request method=" + request.getMethod() + " path="
                + request.getUriInfo().getRequestUri().getRawPath() + " status=" + response.getStatus() + " ms="
                + millis;
        if (millis > SLOW_MILLIS) {
            LOG.log(Level.WARNING, "slow " + line);
        } else if (!READS.contains(request.getMethod())) {
            LOG.log(Level.INFO, line);
        }
    }
}
