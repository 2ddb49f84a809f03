package dev.codeagent.websocket;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/** A handshake whose connection is guarded, and without the extensions that this client does not get. */
final class GuardedHandshake extends HttpServletRequestWrapper {
    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";

    private final CompressionPolicy compression;

    GuardedHandshake(HttpServletRequest request, CompressionPolicy compression) {
        super(request);
        this.compression = compression;
    }

    /** Decided late: which proxy passed the request on is known only after its authentication. */
    private boolean isHidden(String name) {
        return name.equalsIgnoreCase(EXTENSIONS) && !compression.allows((HttpServletRequest) getRequest());
    }

    @Override
    public @Nullable String getHeader(String name) {
        return isHidden(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return isHidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(Collections.list(super.getHeaderNames()).stream()
                .filter(name -> !isHidden(name))
                .toList());
    }

    @Override
    public <T extends HttpUpgradeHandler> T upgrade(Class<T> type) throws IOException, ServletException {
        try {
            T handler = type.getDeclaredConstructor().newInstance();
            super.upgrade(GuardedUpgradeHandler.class).guard(handler);
            return handler;
        } catch (ReflectiveOperationException e) {
            throw new ServletException("the WebSocket implementation cannot be guarded: " + type.getName(), e);
        }
    }
}
