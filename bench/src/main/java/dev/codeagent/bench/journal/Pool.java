package dev.codeagent.bench.journal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.sql.DataSource;

/** The smallest pool of connections: the server's own is the container's, which is not here. */
final class Pool implements AutoCloseable {
    private final DataSource opener;
    private final BlockingQueue<Connection> idle = new LinkedBlockingQueue<>();

    Pool(DataSource opener) {
        this.opener = opener;
    }

    /** A data source whose connections go back into the pool when they are closed. */
    DataSource source() {
        return (DataSource) Proxy.newProxyInstance(
                Pool.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, args) -> {
                    if (method.getName().equals("getConnection")) {
                        return borrowed();
                    }
                    return method.invoke(opener, args);
                });
    }

    private Connection borrowed() throws SQLException {
        Connection found = idle.poll();
        Connection real = found == null ? opener.getConnection() : found;
        return (Connection) Proxy.newProxyInstance(
                Pool.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> {
                    if (method.getName().equals("close")) {
                        idle.add(real);
                        return null;
                    }
                    try {
                        return method.invoke(real, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : idle) {
            connection.close();
        }
    }
}
