package dev.codeagent.server.http;

import dev.codeagent.server.ServerMain;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;

/**
 * Closes new connections of an address that has too many, so that one client cannot use up the server's file
 * descriptors; HTTP, server-sent events and WebSocket count together. Closes all while the application starts, because
 * Grizzly loses parts of requests that arrive before (GRIZZLY0013) and takes the rest for new requests.
 */
final class ConnectionLimitFilter extends BaseFilter {
    static final String KEY = "gateway.maxConnectionsPerAddress";

    private static final Logger LOG = Logger.getLogger(ConnectionLimitFilter.class.getName());
    private static final int DEFAULT_LIMIT = 2000;
    private static final long LOG_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final int limit;
    private final Map<InetAddress, Integer> counts = new ConcurrentHashMap<>();
    private final AtomicLong nextLog = new AtomicLong(System.nanoTime());

    ConnectionLimitFilter(int limit) {
        this.limit = limit;
    }

    /** The server's program and Payara Server have the configuration as system properties. */
    static ConnectionLimitFilter configured() {
        return new ConnectionLimitFilter(Integer.getInteger(KEY, DEFAULT_LIMIT));
    }

    @Override
    public NextAction handleAccept(FilterChainContext context) {
        Connection<?> connection = context.getConnection();
        if (Boolean.getBoolean(ServerMain.STARTING_PROPERTY)) {
            connection.closeSilently();
            return context.getStopAction();
        }
        if (!(connection.getPeerAddress() instanceof InetSocketAddress peer)) {
            return context.getInvokeAction();
        }
        InetAddress address = peer.getAddress();
        int count = counts.merge(address, 1, Integer::sum);
        connection.addCloseListener((closed, type) -> release(address));
        if (count > limit) {
            log(address);
            connection.closeSilently();
            return context.getStopAction();
        }
        return context.getInvokeAction();
    }

    private void release(InetAddress address) {
        counts.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }

    private void log(InetAddress address) {
        long due = nextLog.get();
        if (System.nanoTime() - due >= 0 && nextLog.compareAndSet(due, System.nanoTime() + LOG_INTERVAL_NANOS)) {
            LOG.warning("closing new connections of " + address.getHostAddress() + ", which has " + limit + " (" + KEY
                    + ")");
        }
    }
}
