package dev.codeagent.bench.journal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.sql.DataSource;

/** A minimal connection pool; the server uses the pool of its container, which the benchmark does not have. */
public final class ConnectionPool implements AutoCloseable {
    private final DataSource delegate;
    private final BlockingQueue<Connection> idle = new LinkedBlockingQueue<>();

    public ConnectionPool(DataSource delegate) {
        this.delegate = delegate;
    }

    /** Returns a data source whose connections return to the pool when they are closed. */
    public DataSource dataSource() {
        return (DataSource) Proxy.newProxyInstance(
                ConnectionPool.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, args) -> {
                    if (method.getName().equals("getConnection")) {
                        return borrowConnection();
                    }
                    return method.invoke(delegate, args);
                });
    }

    private Connection borrowConnection() throws SQLException {
        Connection found = idle.poll();
        Connection real = found == null ? delegate.getConnection() : found;
        return (Connection) Proxy.newProxyInstance(
                ConnectionPool.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> {
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
