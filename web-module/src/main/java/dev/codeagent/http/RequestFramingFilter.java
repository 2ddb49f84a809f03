package dev.codeagent.http;

import dev.codeagent.api.error.ErrorCode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Rejects requests whose end is ambiguous and closes their connection, so that no part of them is executed as another
 * request. The first filter of the application.
 */
public class RequestFramingFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private static final int MAX_CLOSING_CONNECTIONS = 10_000;

    /**
     * Connections that will be closed. The container executes a request that it has already received on such a
     * connection, although nobody gets the response.
     */
    private final transient Set<String> closingConnections =
            Collections.newSetFromMap(Collections.synchronizedMap(new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > MAX_CLOSING_CONNECTIONS;
                }
            }));

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String connection = request.getServletConnection().getConnectionId();
        Optional<RequestFraming.Violation> violation = closingConnections.contains(connection)
                ? Optional.of(new RequestFraming.Violation(400, "the connection ended with the request before"))
                : RequestFraming.findViolation(request);
        if (violation.isPresent()) {
            closingConnections.add(connection);
            if (violation.get().status() == HttpServletResponse.SC_METHOD_NOT_ALLOWED) {
                response.setHeader("Allow", String.join(", ", RequestFraming.METHODS));
            }
            Problem.of(
                            violation.get().status(),
                            ErrorCode.INVALID_VALUE,
                            violation.get().message())
                    .sendAndClose(response);
            return;
        }
        if (RequestFraming.endsConnection(request)) {
            closingConnections.add(connection);
            response.setHeader("Connection", "close");
        }
        chain.doFilter(request, response);
    }
}
