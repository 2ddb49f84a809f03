package dev.codeagent.websocket;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Puts the guard of frames between the connection of a client and the container's WebSocket implementation. */
public class FrameGuardFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private final transient CompressionPolicy compression = CompressionPolicy.configured();

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean handshake = request.getHeader("Sec-WebSocket-Key") != null;
        chain.doFilter(handshake ? new GuardedHandshake(request, compression) : request, response);
    }
}
